//! What is wrong with pairings in force, each with what to do about it.

use desk_api::Choice;
use desk_api::pairing::PairingTrouble;
use domain::id::ChildId;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::{w, words};

/// What is wrong, what to do, and whose files lead there.
fn said(trouble: PairingTrouble, limit: u32) -> (String, &'static str, Vec<Choice<ChildId>>) {
    match trouble {
        PairingTrouble::Double { child, mentors } => {
            let mentors = mentors.join(words::comma());
            let said = w!(pairings.double, child = child.name.as_str(), mentors = mentors);
            (said, w!(pairings.double_do), vec![child])
        }
        PairingTrouble::MentorGone { child, mentor, elsewhere } => {
            let said = if elsewhere {
                w!(pairings.elsewhere, child = child.name.as_str(), mentor = mentor)
            } else {
                w!(pairings.gone, child = child.name.as_str(), mentor = mentor)
            };
            (said, w!(pairings.gone_do), vec![child])
        }
        PairingTrouble::OverLimit { mentor, children } => {
            let said = w!(pairings.over, mentor = mentor, count = children.len(), limit = limit);
            (said, w!(pairings.over_do), children)
        }
    }
}

fn line(trouble: PairingTrouble, limit: u32) -> impl IntoView {
    let (what, deed, children) = said(trouble, limit);
    let file = |child: Choice<ChildId>| {
        view! { <A href=format!("/desk/child/{}#pair", child.id) attr:class="button quiet">{child.name}</A> }
    };
    view! {
        <li class="stacked">
            <div><p>{what}</p><p class="meta">{deed}</p></div>
            <div class="row">{children.into_iter().map(file).collect_view()}</div>
        </li>
    }
}

/// All of it; nothing where all is well.
pub fn troubles(all: &[PairingTrouble], limit: u32) -> impl IntoView + use<> {
    let lines: Vec<_> = all.iter().cloned().map(|one| line(one, limit)).collect();
    (!lines.is_empty()).then(|| {
        view! { <section class="group troubles"><h2>{w!(pairings.troubles)}</h2><ul class="list">{lines}</ul></section> }
    })
}
