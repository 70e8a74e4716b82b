//! Where files are dropped, chosen or pasted.

use desk_api::import::{FileTaken, Step};
use domain::id::BatchId;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};

use crate::pages::desk::decide::{Said, decide};
use crate::platform::upload::send_file;
use crate::server_fns::import::{import, import_step};
use crate::showing::covered;
use crate::{w, words};

/// How long a file may take, with the way there.
const SECONDS: u32 = 120;
/// What answers whose session is over.
const SIGNED_OUT: u16 = 401;
/// After how long it is looked again whether the page is still covered.
const LOOK_AGAIN_MS: u32 = 500;

fn all(files: &FileList) -> Vec<File> {
    (0..files.length()).filter_map(|at| files.get(at)).collect()
}

/// The files chosen in a field, which forgets them: the same file, mended, can be chosen again.
fn chosen(ev: &leptos::ev::Event) -> Vec<File> {
    let Some(input) = ev.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return vec![] };
    let files = input.files().as_ref().map(all).unwrap_or_default();
    input.set_value("");
    files
}

/// Sends a file into a batch. What to say when it was not taken.
async fn send(batch: BatchId, file: &File, sent: RwSignal<f64>) -> Option<String> {
    let name = file.name();
    let path = format!("/api/v1/imports/{batch}/files");
    let answer = loop {
        let answer = send_file(&path, file, SECONDS, move |part| sent.set(part)).await;
        if !matches!(&answer, Ok(answer) if answer.status == SIGNED_OUT) {
            break answer;
        }
        // The page is covered; the file waits below it, and is sent again when that is over.
        covered().set(true);
        while covered().get_untracked() {
            TimeoutFuture::new(LOOK_AGAIN_MS).await;
        }
    };
    let taken = match answer {
        Ok(answer) if answer.status == 200 => serde_json::from_slice(&answer.body).ok(),
        Ok(_) => None,
        Err(_) => return Some(w!(imports.not_read, name = name, why = w!(errors.unreachable))),
    };
    match taken {
        Some(FileTaken::Added) => None,
        Some(FileTaken::Refused(fault)) => {
            Some(w!(imports.not_read, name = name, why = words::import::file_fault(fault)))
        }
        None => Some(w!(imports.not_read, name = name, why = w!(errors.other))),
    }
}

/// Which file is being read, and how much of it is on its way.
#[component]
fn Sending(reading: RwSignal<Option<String>>, sent: RwSignal<f64>) -> impl IntoView {
    // While the server reads it nobody knows how long that takes.
    let part = move || (sent.get() < 1.0).then(|| sent.get().to_string());
    view! {
        <p role="status">{move || reading.get()}</p>
        {move || reading.with(Option::is_some).then(|| view! {
            <progress class="sending" value=part aria-label=w!(imports.sending)></progress>
        })}
    }
}

/// Where files are added: to a batch that `begin` gives, which `added` then shows. `untaken` hears of a batch
/// that none of the files came into.
#[component]
pub fn AddFiles(
    begin: Callback<Callback<BatchId>>,
    added: Callback<BatchId>,
    #[prop(optional)] untaken: Option<Callback<BatchId>>,
) -> impl IntoView {
    let reading = RwSignal::new(None::<String>);
    let sent = RwSignal::new(0.0);
    let refused = RwSignal::new(Vec::<String>::new());
    let over = RwSignal::new(false);
    let pasted = RwSignal::new(String::new());
    let error: Said = RwSignal::new(None);
    let take = move |files: Vec<File>| {
        if files.is_empty() {
            return;
        }
        refused.set(vec![]);
        let files = StoredValue::new_local(files);
        begin.run(Callback::new(move |batch| {
            spawn_local(async move {
                let mut any = false;
                let files = files.get_value();
                for (n, file) in files.iter().enumerate() {
                    let words = w!(imports.reading, name = file.name());
                    let count = w!(imports.of_files, n = n + 1, count = files.len());
                    reading.set(Some(if files.len() > 1 { words::joined(&[&words, &count]) } else { words }));
                    sent.set(0.0);
                    match send(batch, file, sent).await {
                        None => any = true,
                        Some(why) => refused.update(|all| all.push(why)),
                    }
                }
                reading.set(None);
                if any {
                    added.run(batch);
                } else if let Some(untaken) = untaken {
                    untaken.run(batch);
                }
            });
        }));
    };
    let drop = move |ev: DragEvent| {
        ev.prevent_default();
        over.set(false);
        take(ev.data_transfer().and_then(|data| data.files()).as_ref().map(all).unwrap_or_default());
    };
    let choose = move |ev| take(chosen(&ev));
    let paste = move |_| {
        begin.run(Callback::new(move |batch| {
            let work = async move {
                let seen = import(batch).await?.revision;
                import_step(batch, seen, Step::Paste(pasted.get_untracked())).await
            };
            decide(work, error, move |_| {
                pasted.set(String::new());
                added.run(batch);
            });
        }));
    };
    view! {
        <section class="panel drop" class:over=move || over.get()
            on:dragover=move |ev| { ev.prevent_default(); over.set(true) } on:dragleave=move |_| over.set(false) on:drop=drop>
            <p>{w!(imports.drop)}" "<label class="button small">{w!(imports.choose)}
                <input class="unseen" type="file" multiple accept=".xlsx,.xls,.xlsb,.ods,.csv,.txt,.html,.htm,.et" on:change=choose /></label></p>
            <p class="meta">{w!(imports.formats)}</p>
            <Sending reading=reading sent=sent />
            <ul class="plain">{move || refused.get().into_iter().map(|why| view! { <li class="error" role="alert">{why}</li> }).collect_view()}</ul>
            <details><summary>{w!(imports.paste)}</summary>
                <textarea class="cells" rows="4" aria-label=w!(imports.paste) prop:value=move || pasted.get()
                    on:input=move |ev| pasted.set(event_target_value(&ev))></textarea>
                <p class="error" role="alert">{move || error.get()}</p>
                <div><button type="button" class="button quiet small" disabled=move || pasted.with(|text| text.trim().is_empty())
                    on:click=paste>{w!(imports.add_pasted)}</button></div>
            </details>
        </section>
    }
}
