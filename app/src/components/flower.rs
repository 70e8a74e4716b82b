//! The five-petal flower: the product's sign and its chart. It stands on the card and the page of one child; flowers
//! never stand side by side to compare children.

use domain::term::flower::{Flower, Goal, Level};
use leptos::prelude::*;

use crate::{w, words};

/// One petal, tip up.
const PETAL: &str = "M0,-12 C23,-22 29,-50 0,-66 C-29,-50 -23,-22 0,-12Z";
/// Degrees between petals.
const TURN: usize = 72;
/// Where the words stand: around the flower, clear of every petal also where they are long.
const LABELS: [(&str, &str); 5] = [("0", "-79"), ("79.9", "-34"), ("49.4", "73"), ("-49.4", "73"), ("-79.9", "-34")];

fn scale(level: Level) -> &'static str {
    match level {
        Level::Empty | Level::Absent | Level::Unlisted => "0",
        Level::Some => ".52",
        Level::Good => ".78",
        Level::Whole => "1",
    }
}

/// What a screen reader says.
fn aloud(flower: &Flower) -> String {
    let mut said: Vec<String> = Goal::ALL
        .iter()
        .zip(flower.petals)
        .zip(flower.owed)
        .filter(|((_, level), _)| *level != Level::Absent)
        .map(|((goal, level), owed)| {
            // A whole petal says itself what was judged.
            let owed = owed
                .filter(|_| level != Level::Whole)
                .map(|owed| format!("{}{}", words::comma(), words::term::owed(owed)));
            format!("{}: {}{}", words::term::goal(*goal), words::term::level(level), owed.unwrap_or_default())
        })
        .collect();
    said.push(if flower.home_safe { w!(flower.safe) } else { w!(flower.unsafe_home) }.to_owned());
    said.join("; ")
}

/// Petals, ring and words as markup of our own alone: the browser reads it at once, which is many times
/// quicker than making each of its parts, and a list shows many flowers.
fn drawing(flower: &Flower, labels: bool) -> String {
    let mut svg = String::new();
    for (at, (goal, level)) in Goal::ALL.iter().zip(flower.petals).enumerate() {
        if level == Level::Absent {
            continue;
        }
        let (goal, level, turn, scale) = (goal.code(), level.code(), at * TURN, scale(level));
        svg += &format!(
            r#"<g transform="rotate({turn})" class="petal {goal} {level}"><path class="ground" d="{PETAL}"/><path class="fill" d="{PETAL}" transform="translate(0,-12) scale({scale}) translate(0,12)"/><path class="line" d="{PETAL}"/></g>"#
        );
    }
    // Told apart without colour, too: an open ring, or a full disc.
    let (ring, radius) = if flower.home_safe { ("safe", "9.5") } else { ("danger", "11.5") };
    svg += &format!(r#"<circle class="ring {ring}" r="{radius}"/>"#);
    let drawn =
        Goal::ALL.iter().zip(flower.petals).zip(LABELS).filter(|((_, level), _)| labels && *level != Level::Absent);
    for ((goal, _), (x, y)) in drawn {
        svg += &format!(r#"<text x="{x}" y="{y}" text-anchor="middle">{}</text>"#, words::term::goal(*goal));
    }
    svg
}

/// A flower. With `labels` the goals are written around it.
#[component]
pub fn FlowerChart(flower: Flower, #[prop(optional)] labels: bool) -> impl IntoView {
    let name = aloud(&flower);
    let frame = if labels { "-104 -102 208 200" } else { "-68 -68 136 136" };
    let class = if labels { "flower large" } else { "flower" };
    view! { <svg class=class viewBox=frame role="img" aria-label=name inner_html=drawing(&flower, labels)></svg> }
}

/// The product's sign: all petals whole.
#[component]
pub fn Sign() -> impl IntoView {
    let flower = Flower { petals: [Level::Whole; 5], safety: 1, home_safe: true, owed: [None; 5] };
    view! { <span class="sign" aria-hidden="true"><FlowerChart flower=flower /></span> }
}
