//! What was given, asked of a gift alone. All of it can be left out, and the arrows lead through it.

use leptos::prelude::*;

use super::work::{Copying, key};
use crate::forms::{GiftForm, NotebookForm, Step};
use crate::w;

/// Something that is typed: the text of the form and what stands beside it.
#[derive(Clone, Copy)]
struct Typed {
    step: Step,
    label: &'static str,
    mode: &'static str,
    text: fn(&mut GiftForm) -> &mut String,
}

fn field(copying: Copying, Typed { step, label, mode, text }: Typed) -> AnyView {
    let shown = move || copying.form.with(|form| text(&mut form.gift.clone()).clone());
    let typed = move |ev| {
        let typed = event_target_value(&ev);
        copying.edit(|form| *text(&mut form.gift) = typed);
    };
    view! {
        <div class="grow">
            <label class="labelled"><span>{label}</span>
                <input type="text" autocomplete="off" inputmode=mode node_ref=copying.input(step) prop:value=shown
                    on:input=typed on:keydown=move |ev| copying.arrows(step, &ev) />
            </label>
            <p class="error" role="alert">{move || copying.said(step)}</p>
        </div>
    }
    .into_any()
}

fn receipts(copying: Copying) -> AnyView {
    let keys = Signal::derive(move || vec![key(w!(campaign.receipts), copying.form.with(|form| form.gift.receipts))]);
    let turn = Callback::new(move |_| copying.edit(|form| form.gift.receipts = !form.gift.receipts));
    copying.group(Step::Receipts, w!(notebook.receipts), keys, turn)
}

/// What was given, where the kind asks it.
#[component]
pub fn Gift(copying: Copying) -> impl IntoView {
    let asks = Memo::new(move |_| copying.form.with(NotebookForm::asks_gift));
    let gift = Typed { step: Step::Gift, label: w!(campaign.gift), mode: "text", text: |form| &mut form.gift };
    let donor = Typed { step: Step::Donor, label: w!(campaign.donor), mode: "text", text: |form| &mut form.donor };
    let things = Typed { step: Step::Things, label: w!(campaign.things), mode: "numeric", text: |form| &mut form.things };
    let money = Typed { step: Step::Money, label: w!(campaign.yuan), mode: "decimal", text: |form| &mut form.yuan };
    let all = [gift, donor, things, money];
    move || {
        asks.get().then(|| {
            view! {
                <div role="group" aria-label=w!(log.aid)>
                    <p class="meta">{w!(log.aid)}</p>
                    <div class="row days">{all.map(|one| field(copying, one)).collect_view()}</div>
                    {receipts(copying)}
                </div>
            }
        })
    }
}
