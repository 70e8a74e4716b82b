//! Line icons, drawn for this product.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    Home,
    Gift,
    Heart,
    Book,
    Phone,
    Shield,
    Alarm,
    Ball,
    Sun,
    Children,
    Tray,
    Person,
    Plus,
    Back,
    Camera,
}

fn path(icon: Icon) -> &'static str {
    match icon {
        Icon::Home => "M3 11 12 4l9 7M5.500 9.500V20h13V9.500M10 20v-5.500h4V20",
        Icon::Gift => {
            "M4 9h16v4H4zM6 13v7h12v-7M12 9v11M12 9C8.500 9 7 4.500 9.500 4.500S12 9 12 9s0-4.500 2.500-4.500S15.500 9 12 9"
        }
        Icon::Heart => "M12 20s-7.500-4.500-7.500-10A4 4 0 0 1 12 7.500 4 4 0 0 1 19.500 10c0 5.500-7.500 10-7.500 10z",
        Icon::Book => {
            "M12 6.500C10 4.800 7 4.500 4 5.200V18c3-.7 6-.4 8 1.300 2-1.700 5-2 8-1.300V5.200c-3-.7-6-.4-8 1.300zM12 6.500v12.800"
        }
        Icon::Phone => {
            "M6.500 3.500H10l1.500 4.500-2 1.500a11 11 0 0 0 5 5l1.500-2 4.500 1.500v3.500a2 2 0 0 1-2 2A16.500 16.500 0 0 1 4.500 5.500a2 2 0 0 1 2-2z"
        }
        Icon::Shield => {
            "M12 3.500l7.500 2.800v5.200c0 4.700-3.400 7.700-7.500 9-4.100-1.300-7.500-4.300-7.500-9V6.300z"
        }
        Icon::Alarm => "M12 5.500a7.500 7.500 0 1 1-.01 0M12 9v4l2.500 1.500M5 3.500 2.500 6M19 3.500 21.500 6",
        Icon::Ball => {
            "M12 3.500a8.500 8.500 0 1 1-.01 0M12 3.500v17M3.500 12h17M6 6.200c3.600 2.800 8.400 2.800 12 0M6 17.800c3.600-2.800 8.400-2.800 12 0"
        }
        Icon::Sun => {
            "M12 8a4 4 0 1 1-.01 0M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400"
        }
        Icon::Children => {
            "M9 7.500a3 3 0 1 1-.01 0M3.500 19.500c0-3.600 2.500-5.500 5.500-5.500s5.500 1.900 5.500 5.500M16.800 9.500a2.400 2.400 0 1 1-.01 0M16.500 14.800c2.600 0 4.500 1.700 4.500 4.700"
        }
        Icon::Tray => "M4 5h16v11.500h-9.500L6 20v-3.500H4z",
        Icon::Person => {
            "M12 7.500a3.800 3.800 0 1 1-.01 0M4.500 20c0-4.200 3.500-6.200 7.500-6.200s7.500 2 7.500 6.200"
        }
        Icon::Plus => "M12 5v14M5 12h14",
        Icon::Back => "M14.500 5 8 12l6.500 7",
        Icon::Camera => "M4 8h3.500L9 5.500h6L16.500 8H20v11H4zM12 10.500a3 3 0 1 1-.01 0",
    }
}

/// An icon. The words beside it say what it means.
#[component]
pub fn Glyph(icon: Icon) -> impl IntoView {
    view! { <svg class="glyph" viewBox="0 0 24 24" aria-hidden="true"><path d=path(icon) /></svg> }
}
