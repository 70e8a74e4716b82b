//! The five-petal flower: the product's sign and its chart.

use domain::flower::{Flower, Goal, Level};
use leptos::prelude::*;

use crate::{w, words};

/// One petal, tip up.
const PETAL: &str = "M0,-12 C23,-22 29,-50 0,-66 C-29,-50 -23,-22 0,-12Z";
/// Degrees between petals.
const TURN: usize = 72;
/// Where the words stand, from the middle.
const LABEL_RADIUS: f64 = 84.0;

fn scale(level: Level) -> &'static str {
    match level {
        Level::Empty => "0",
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
        .map(|(goal, level)| format!("{}: {}", words::goal(*goal), words::level(level)))
        .collect();
    said.push(if flower.home_safe { w!(flower.safe) } else { w!(flower.unsafe_home) }.to_owned());
    said.join("; ")
}

/// A flower. With `labels` the goals are written around it.
#[component]
pub fn FlowerChart(flower: Flower, #[prop(optional)] labels: bool) -> impl IntoView {
    let name = aloud(&flower);
    let petals = Goal::ALL.iter().zip(flower.petals).enumerate().map(|(at, (goal, level))| {
        let turn = format!("rotate({})", at * TURN);
        let grow = format!("translate(0,-12) scale({}) translate(0,12)", scale(level));
        let class = format!("petal {} {}", goal.code(), level.code());
        view! {
            <g transform=turn class=class>
                <path class="ground" d=PETAL />
                <path class="fill" d=PETAL transform=grow />
                <path class="line" d=PETAL />
            </g>
        }
    });
    let words =
        labels.then(|| {
            Goal::ALL.iter().enumerate().map(|(at, goal)| {
            let angle = (at * TURN) as f64 * std::f64::consts::PI / 180.0;
            let (x, y) = (angle.sin() * LABEL_RADIUS, 5.0 - angle.cos() * LABEL_RADIUS);
            view! { <text x=format!("{x:.1}") y=format!("{y:.1}") text-anchor="middle">{words::goal(*goal)}</text> }
        }).collect_view()
        });
    let frame = if labels { "-104 -102 208 200" } else { "-68 -68 136 136" };
    let class = if labels { "flower large" } else { "flower" };
    let ring = if flower.home_safe { "ring safe" } else { "ring danger" };
    view! {
        <svg class=class viewBox=frame role="img" aria-label=name>
            {petals.collect_view()}
            <circle class=ring r="9.5" />
            {words}
        </svg>
    }
}

/// The product's sign: all petals whole.
#[component]
pub fn Sign() -> impl IntoView {
    let flower = Flower { petals: [Level::Whole; 5], safety: 1, home_safe: true };
    view! { <span class="sign" aria-hidden="true"><FlowerChart flower=flower /></span> }
}
