//! The page of a child and term on paper: the five haves with the official words, dangers at home, and the plan
//! (一生一策), cut into pages that each say whose they are. It names what we still owe, so it stays with the school.

use desk_api::term_page::{TermView, TermsView};
use domain::report::official;
use domain::term::Term;
use leptos::prelude::*;

use super::paper::{Said, cut_list};
use super::{bar, document};
use crate::words;

/// What nobody has said.
const NONE: &str = "没有记下";

fn haves(view: &TermView) -> Vec<Said> {
    let page = view.page.as_ref();
    let lines = view.evidence.iter().map(|line| {
        let judged = page.and_then(|page| page.body.judged(line.goal));
        let says = judged.map(|judged| judged.child_says.as_str()).filter(|says| !says.is_empty());
        let says = says.map(|says| format!("孩子自己说：“{says}”")).unwrap_or_default();
        let said = words::joined(&[
            judged.map_or("暂无法判断", |judged| official::owed(judged.owed)),
            &words::term_page::on_record(line),
            &says,
        ]);
        (official::goal(line.goal), said)
    });
    lines.collect()
}

fn listed(title: &'static str, all: Vec<String>) -> Vec<Said> {
    let all = if all.is_empty() { vec![NONE.to_owned()] } else { all };
    all.into_iter().map(|said| (title, said)).collect()
}

/// All that is said of a term.
fn all(view: &TermView) -> Vec<Said> {
    let page = view.page.as_ref();
    let hazards = page.iter().flat_map(|page| &page.body.hazards).map(words::term_page::hazard).collect();
    let plan = page.iter().flat_map(|page| &page.body.plan);
    let plan = plan.map(|line| format!("{}：{}", words::term::aim(line.aim), words::term::line(line))).collect();
    [haves(view), listed("家里的隐患", hazards), listed("一生一策", plan)].concat()
}

/// Lines below each other, those of one title beside it.
fn known(lines: &[Said]) -> impl IntoView + use<> {
    let rows = lines.chunk_by(|one, next| one.0 == next.0).map(|some| {
        let title = some.first().map_or("", |(title, _)| *title);
        let said = some.iter().map(|(_, said)| view! { <p>{said.clone()}</p> }).collect_view();
        view! { <div><dt>{title}</dt><dd>{said}</dd></div> }
    });
    rows.collect_view()
}

/// The sheets of a term, of the newest where it is none of the child's; `under` says who took it, when and for what.
pub fn term_page(css: &str, child: &TermsView, term: Option<Term>, under: &str) -> String {
    document(css, "打印", || {
        let asked = child.terms.iter().find(|one| Some(one.term) == term);
        let Some(shown) = asked.or(child.terms.first()) else { return ().into_any() };
        let who = words::joined(&[&child.name, &child.school, &child.class_name, &words::term::name(shown.term)]);
        let (who, all) = (("孩子", who), all(shown));
        let cut = cut_list(&who, &all);
        let count = cut.len();
        let sheets = (1..).zip(cut).map(|(number, rows)| {
            let note = (number == count).then(|| {
                view! { <p class="note">"和孩子、照看的人说过就行，不用签字；装进信封存档，不拍照，不发群。"</p> }
            });
            let lines = known(all.get(rows).unwrap_or_default());
            view! {
                <section class="paper" aria-label=format!("第{number}页")>
                    <header><h1>"五有与一生一策"</h1><p>{under.to_owned()}</p></header>
                    <dl class="known tight">{known(std::slice::from_ref(&who))}{lines}</dl>
                    {note}
                    <footer>{format!("第{number}页 / 共{count}页")}</footer>
                </section>
            }
        });
        view! { {bar()}<main>{sheets.collect_view()}</main> }.into_any()
    })
}
