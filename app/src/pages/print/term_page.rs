//! The page of a child and term on paper: the five haves with the official words, dangers at home, and the plan
//! (一生一策), on one sheet. It names what we still owe, so it stays with the school.

use desk_api::term_page::{TermView, TermsView};
use domain::report::official;
use leptos::prelude::*;

use super::{bar, document};
use crate::words;

/// What nobody has said.
const NONE: &str = "没有记下";

fn haves(view: &TermView) -> impl IntoView + use<> {
    let page = view.page.as_ref();
    let rows = view.evidence.iter().map(|line| {
        let judged = page.and_then(|page| page.body.judged(line.goal));
        let says = judged.map(|judged| judged.child_says.as_str()).filter(|says| !says.is_empty());
        let says = says.map(|says| format!("孩子自己说：“{says}”")).unwrap_or_default();
        let said = words::joined(&[
            judged.map_or("暂无法判断", |judged| official::owed(judged.owed)),
            &words::term_page::on_record(line),
            &says,
        ]);
        view! { <div><dt>{official::goal(line.goal)}</dt><dd>{said}</dd></div> }
    });
    rows.collect_view()
}

fn lines(title: &'static str, all: Vec<String>) -> impl IntoView {
    let rows = if all.is_empty() { vec![NONE.to_owned()] } else { all };
    let rows = rows.into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
    view! { <div><dt>{title}</dt><dd>{rows}</dd></div> }
}

/// The sheet of the newest term; `under` says who took it, when and for what.
pub fn term_page(css: &str, child: &TermsView, under: &str) -> String {
    document(css, "打印", || {
        let Some(now) = child.terms.first() else { return ().into_any() };
        let page = now.page.as_ref();
        let hazards = page.iter().flat_map(|page| &page.body.hazards).map(words::term_page::hazard).collect();
        let plan = page.iter().flat_map(|page| &page.body.plan);
        let plan = plan.map(|line| format!("{}：{}", words::term::aim(line.aim), words::term::line(line)));
        let who = words::joined(&[&child.name, &child.school, &child.class_name, &words::term::name(now.term)]);
        view! {
            {bar()}
            <main><section class="paper" aria-label="第1页">
                <header><h1>"五有与一生一策"</h1><p>{under.to_owned()}</p></header>
                <dl class="known tight">
                    <div><dt>"孩子"</dt><dd>{who}</dd></div>
                    {haves(now)}
                    {lines("家里的隐患", hazards)}
                    {lines("一生一策", plan.collect())}
                </dl>
                <p class="note">"和孩子、照看的人说过就行，不用签字；装进信封存档，不拍照，不发群。"</p>
                <footer>"第1页 / 共1页"</footer>
            </section></main>
        }
        .into_any()
    })
}
