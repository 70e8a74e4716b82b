//! A new child, to be filled in by hand: what is asked when a child is typed in, and nothing else.

use leptos::prelude::*;

use super::bar;
use super::table::signed;

/// Boxes for an identity number.
const DIGITS: usize = 18;

fn line(title: &'static str) -> AnyView {
    view! { <div><dt>{title}</dt><dd class="line"></dd></div> }.into_any()
}

fn two(one: (&'static str, AnyView), other: (&'static str, AnyView)) -> AnyView {
    view! {
        <div class="two"><dt>{one.0}</dt><dd class="line">{one.1}</dd><dt>{other.0}</dt><dd class="line">{other.1}</dd></div>
    }
    .into_any()
}

fn day() -> AnyView {
    view! { "　　　　年　　月　　日" }.into_any()
}

fn free() -> AnyView {
    ().into_any()
}

/// The page; `under` says of which school and which day it is.
pub fn page(under: &str) -> AnyView {
    let boxes = (0..DIGITS).map(|_| view! { <i class="digit"></i> }).collect_view();
    let sex = view! { <span class="tick">"男"</span><span class="tick">"女"</span> }.into_any();
    view! {
        {bar()}
        <main><section class="paper by-hand" aria-label="第1页">
            <header><h1>"留守儿童登记表"</h1><p>{under.to_owned()}</p></header>
            <dl class="known roomy">
                {two(("姓名", free()), ("性别", sex))}
                {two(("出生日期", day()), ("来校日期", day()))}
                <div><dt>"身份证号"</dt><dd>{boxes}</dd></div>
                {line("班级")}
                {line("家庭住址")}
                {two(("父亲姓名", free()), ("母亲姓名", free()))}
                {two(("监护人姓名", free()), ("与学生关系", free()))}
                {line("监护人电话")}
            </dl>
            <p class="note">"不知道的空着就行。身份证号记不得，先写出生日期。父母在哪、谁在照看、住处怎样，写在家访、谈心记录表上。"</p>
            <p class="note">"填好交给学校业务干部，由学校记入名册；记入以后这张表按档案保管，不张贴，不拍照发群。"</p>
            {signed()}
            <footer>"第1页 / 共1页"</footer>
        </section></main>
    }
    .into_any()
}
