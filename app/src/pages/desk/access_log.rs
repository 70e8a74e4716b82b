//! The access log, for the auditor: who looked at which file, who did what by a power over others, and whether the log
//! is whole.

use desk_api::access_log::{AccessView, LookLine, Misfit, MisfitKind};
use leptos::prelude::*;

use super::layout::{Desk, answered};
use crate::platform::clock::today;
use crate::server_fns::access_log::access_log;
use crate::{w, words};

fn row(line: LookLine) -> impl IntoView {
    // Enough of the identifier to tell two files apart; whose it is stays with those who may see it.
    let subject = line.subject.simple().to_string();
    let tail = subject[subject.len() - 8..].to_owned();
    // Who has no name has no account: they work at the server's own machine.
    let who = if line.who.is_empty() { w!(me.operator).to_owned() } else { line.who };
    view! {
        <tr>
            <td class="number">{line.n}</td>
            <td>{words::date::instant(line.at, today())}</td>
            <th scope="row">{who}</th>
            <td>{words::desk::logged(line.what)}</td>
            <td class="number">{tail}</td>
            <td>{line.affected}</td>
            <td>{words::desk::logged_reason(&line.reason)}</td>
        </tr>
    }
}

/// What does not fit, and from where.
fn misfit(found: Misfit) -> String {
    match found.kind {
        MisfitKind::Entry | MisfitKind::Other => w!(desk.log_broken, n = found.n),
        MisfitKind::Head => w!(desk.log_cut, n = found.n),
        MisfitKind::WrittenDown => w!(desk.log_not_as_written, n = found.n),
    }
}

fn table(view: AccessView) -> AnyView {
    let whole = match view.misfit {
        None => {
            // What was checked before is not read again.
            let from = view.total.min(view.after + 1);
            view! { <p role="status">{w!(desk.log_whole, count = view.total, from = from)}</p> }.into_any()
        }
        Some(found) => view! { <p class="error" role="alert">{misfit(found)}</p> }.into_any(),
    };
    let lost =
        view.written_after.map(|n| view! { <p class="error" role="alert">{w!(desk.log_outside_lost, n = n)}</p> });
    let rows = view.newest.into_iter().map(row).collect_view();
    view! {
        {whole}
        {lost}
        <p class="meta">{w!(desk.log_hint)}</p>
        <div class="scroll" tabindex="0" role="region" aria-label=w!(desk.access_log)>
            <table class="table">
                <thead><tr>
                    <th scope="col" class="number">{w!(desk.number)}</th><th scope="col">{w!(desk.when)}</th>
                    <th scope="col">{w!(desk.who)}</th><th scope="col">{w!(desk.look)}</th>
                    <th scope="col" class="number">{w!(desk.subject)}</th>
                    <th scope="col">{w!(desk.log_affected)}</th><th scope="col">{w!(desk.log_reason)}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The access log.
#[component]
pub fn AccessPage() -> impl IntoView {
    let answer = LocalResource::new(access_log);
    view! {
        <Desk title=w!(desk.access_log)>
            <h1>{w!(desk.access_log)}</h1>
            {move || answered(answer.get(), move || answer.refetch(), table)}
        </Desk>
    }
}
