//! The form: each keystroke is kept in this tab; what is put right has a draft of its own, so that neither overwrites
//! the other.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use desk_api::DeskError;
use desk_api::campaign::{CampaignView, Given};
use desk_api::notebook::PageChild;
use domain::id::{CampaignId, SchoolId};
use domain::log::{Campaign, LogField, Problem};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::super::decide::{Said, decide, decide_or};
use super::Sign;
use super::given::GivenList;
use crate::components::choice::Chip;
use crate::forms::CampaignForm;
use crate::platform::{clock, drafts};
use crate::server_fns::CallError;
use crate::server_fns::campaign::{campaigns, give};
use crate::state::session::Session;
use crate::{w, words};

/// The form, and what stands around it.
#[derive(Clone, Copy)]
pub struct Giving {
    school: SchoolId,
    pub today: NaiveDate,
    form: RwSignal<CampaignForm>,
    /// The school's children of the form's day.
    here: RwSignal<Vec<PageChild>>,
    pub given: RwSignal<Vec<Given>>,
    pub told: RwSignal<String>,
    pub error: Said,
    problems: RwSignal<Vec<Problem>>,
    busy: RwSignal<bool>,
    /// Where drafts of this person and school lie.
    place: StoredValue<String>,
}

/// What was given, in one line.
pub fn said(given: &Given, today: NaiveDate) -> String {
    let Campaign { on, aid, children, .. } = &given.campaign;
    let count = w!(campaign.count, count = children.len());
    words::joined(&[&words::date::short_day(*on, today), &aid.occasion, &aid.donor, &aid.each(), &count])
}

/// A sentence for a problem of the form.
fn sentence(problem: Problem) -> &'static str {
    match problem.field {
        LogField::Children => w!(campaign.children_missing),
        LogField::Occasion => w!(campaign.occasion_unfit),
        LogField::Donor => w!(campaign.donor_unfit),
        LogField::OccurredOn => w!(campaign.day_unfit),
        LogField::Things => w!(campaign.things_unfit),
        LogField::Amount => w!(campaign.yuan_unfit),
        _ => words::log::problem(problem),
    }
}

impl Giving {
    fn draft(self) -> String {
        let which = self.form.with_untracked(|form| form.before.as_ref().map_or("new".to_owned(), |_| form.id.to_string()));
        self.place.with_value(|place| format!("{place}.{which}"))
    }

    /// Changes the form; what had to be mended may be mended now.
    fn edit(self, change: impl FnOnce(&mut CampaignForm)) {
        self.form.update(change);
        self.problems.set(vec![]);
        self.error.set(None);
    }

    /// What stands under a field that must be mended.
    fn mend(self, field: LogField) -> Option<&'static str> {
        self.problems.with(|all| all.iter().find(|one| one.field == field).copied()).map(sentence)
    }

    /// Another day may have other children.
    fn choose_day(self, day: String) {
        self.edit(|form| form.day = day);
        let Some(day) = self.form.with_untracked(CampaignForm::day) else { return };
        decide(campaigns(self.school, Some(day)), self.error, move |view: CampaignView| {
            if self.form.try_with_untracked(CampaignForm::day) == Some(Some(day)) {
                self.here.set(view.children);
            }
        });
    }

    /// Begins to put a campaign right, or goes on with it. What is being filled in anew waits in its draft.
    pub fn correct(self, campaign: Campaign) {
        let day = campaign.on;
        decide(campaigns(self.school, Some(day)), self.error, move |view: CampaignView| {
            let place = self.place.with_value(|place| format!("{place}.{}", campaign.id));
            let begun = drafts::kept_in_tab::<CampaignForm>(&place);
            let others = begun.as_ref().is_some_and(|form| form.before.as_ref() != Some(&campaign));
            let form = match begun {
                Some(form) => form.over(campaign),
                None => CampaignForm::correcting(campaign, &view.children),
            };
            self.here.set(view.children);
            self.form.set(form);
            self.problems.set(vec![]);
            if others {
                self.told.set(w!(campaign.changed).to_owned());
            }
            if self.form.with_untracked(CampaignForm::day) != Some(day) {
                self.choose_day(self.form.with_untracked(|form| form.day.clone()));
            }
        });
    }

    /// Goes back to what was being filled in anew.
    fn go_back(self) {
        let new = self.place.with_value(|place| format!("{place}.new"));
        let form = drafts::kept_in_tab(&new).unwrap_or_else(|| CampaignForm::fresh(clock::uuid().into(), self.today));
        self.form.set(form);
        self.choose_day(self.form.with_untracked(|form| form.day.clone()));
    }

    fn save(self) {
        if self.busy.get_untracked() {
            return;
        }
        let handed = self.form.with_untracked(|form| self.here.with_untracked(|here| form.campaign(here, self.today)));
        match handed {
            Ok(campaign) => self.send(campaign),
            Err(problems) => self.problems.set(problems),
        }
    }

    fn send(self, campaign: Campaign) {
        self.busy.set(true);
        let (draft, before) = (self.draft(), self.form.with_untracked(|form| form.before.clone()));
        let is_new = before.is_none();
        let done = move |given: Given| {
            self.busy.set(false);
            self.told.set(w!(campaign.saved, what = said(&given, self.today)));
            self.given.update(|all| {
                all.retain(|one| one.campaign.id != given.campaign.id);
                all.insert(0, given);
            });
            drafts::forget_in_tab(&draft);
            if is_new {
                self.form.set(CampaignForm::fresh(clock::uuid().into(), self.today));
                self.choose_day(self.today.to_string());
            } else {
                self.go_back();
            }
        };
        let id = campaign.id;
        decide_or(give(self.school, campaign, before), self.error, done, move |problem| {
            self.busy.try_set(false);
            if *problem == CallError::Refused(DeskError::Changed) {
                self.go_on_with(id);
            }
        });
    }

    /// Goes on where a campaign is not any more as it was seen, with what is typed: over what stands now, after which
    /// saving puts that right, or as a new one where it was taken back. A save whose answer was lost is met here, too.
    fn go_on_with(self, id: CampaignId) {
        let day = self.form.with_untracked(CampaignForm::day);
        let meanwhile = RwSignal::new(None);
        decide(campaigns(self.school, day), meanwhile, move |view: CampaignView| {
            if self.form.try_with_untracked(|form| form.id) != Some(id) {
                return;
            }
            drafts::forget_in_tab(&self.draft());
            let stands = view.given.iter().find(|given| given.campaign.id == id).map(|given| given.campaign.clone());
            let said = if stands.is_some() { w!(campaign.changed) } else { w!(campaign.taken_back) };
            self.form.update(|form| {
                *form = match stands {
                    Some(stands) => form.clone().over(stands),
                    None => CampaignForm { id: clock::uuid().into(), before: None, ..form.clone() },
                };
            });
            self.given.set(view.given);
            self.here.set(view.children);
            self.told.set(said.to_owned());
            self.error.set(None);
        });
    }
}

/// A field that is typed.
struct Typed {
    label: &'static str,
    hint: &'static str,
    at: LogField,
    /// Which keys a phone shows.
    keys: &'static str,
    of: fn(&CampaignForm) -> &String,
    put: fn(&mut CampaignForm, String),
}

/// The field, with what is wrong below it.
fn field(giving: Giving, typed: Typed) -> AnyView {
    let Typed { label, hint, at, keys, of, put } = typed;
    view! {
        <div>
            <label class="labelled"><span>{label}</span>
                <input type="text" autocomplete="off" inputmode=keys placeholder=hint
                    prop:value=move || giving.form.with(|form| of(form).clone())
                    on:input=move |ev| { let text = event_target_value(&ev); giving.edit(|form| put(form, text)) } />
            </label>
            <p class="error" role="alert">{move || giving.mend(at)}</p>
        </div>
    }
    .into_any()
}

/// On what occasion and when.
fn when(giving: Giving) -> AnyView {
    let occasion = Typed {
        label: w!(campaign.occasion),
        hint: w!(campaign.occasion_hint),
        at: LogField::Occasion,
        keys: "text",
        of: |form| &form.occasion,
        put: |form, text| form.occasion = text,
    };
    let day = move || giving.form.with(|form| form.day.clone());
    view! {
        <div class="pair fields">
            {field(giving, occasion)}
            <div>
                <label class="labelled"><span>{w!(campaign.day)}</span>
                    <input type="date" max=giving.today.to_string() prop:value=day
                        on:change=move |ev| giving.choose_day(event_target_value(&ev)) /></label>
                <p class="error" role="alert">{move || giving.mend(LogField::OccurredOn)}</p>
            </div>
        </div>
    }
    .into_any()
}

/// Who gave what, and how much for each.
fn what(giving: Giving) -> AnyView {
    let donor = Typed {
        label: w!(campaign.donor),
        hint: w!(campaign.donor_hint),
        at: LogField::Donor,
        keys: "text",
        of: |form| &form.gift.donor,
        put: |form, text| form.gift.donor = text,
    };
    let gift = Typed {
        label: w!(campaign.gift),
        hint: w!(campaign.gift_hint),
        at: LogField::Gift,
        keys: "text",
        of: |form| &form.gift.gift,
        put: |form, text| form.gift.gift = text,
    };
    let things = Typed {
        label: w!(campaign.things),
        hint: "",
        at: LogField::Things,
        keys: "numeric",
        of: |form| &form.gift.things,
        put: |form, text| form.gift.things = text,
    };
    let yuan = Typed {
        label: w!(campaign.yuan),
        hint: "",
        at: LogField::Amount,
        keys: "decimal",
        of: |form| &form.gift.yuan,
        put: |form, text| form.gift.yuan = text,
    };
    view! {
        {field(giving, donor)}
        <div class="pair fields">{field(giving, gift)}{field(giving, things)}{field(giving, yuan)}</div>
    }
    .into_any()
}

/// Which children: the whole school or classes, and who was not there.
#[component]
fn Which(giving: Giving) -> impl IntoView {
    let classes = Memo::new(move |_| {
        let mut all: Vec<String> = vec![];
        giving.here.with(|here| {
            for child in here {
                if !all.contains(&child.class_name) {
                    all.push(child.class_name.clone());
                }
            }
        });
        all
    });
    let whole = Signal::derive(move || giving.form.with(|form| form.classes.is_empty()));
    let class = move |name: String| {
        let (read, tapped) = (name.clone(), name.clone());
        let on = Signal::derive(move || giving.form.with(|form| form.classes.contains(&read)));
        view! { <Chip word=name on=on on_tap=move || giving.edit(|form| form.toggle_class(&tapped)) /> }
    };
    let chosen = Memo::new(move |_| {
        let classes: BTreeSet<String> = giving.form.with(|form| form.classes.clone());
        let of = |child: &&PageChild| classes.is_empty() || classes.contains(&child.class_name);
        giving.here.with(|here| here.iter().filter(of).cloned().collect::<Vec<_>>())
    });
    let child = move |child: PageChild| {
        let id = child.id;
        let on = Signal::derive(move || giving.form.with(|form| form.absent.contains(&id)));
        view! { <Chip word=child.name on=on on_tap=move || giving.edit(|form| form.toggle_absent(id)) /> }
    };
    let names = move || {
        let all = chosen.get();
        classes.get().into_iter().filter_map(|name| {
            let own: Vec<PageChild> = all.iter().filter(|child| child.class_name == name).cloned().collect();
            (!own.is_empty()).then(|| view! {
                <p class="section">{name}</p>
                <div class="chips small">{own.into_iter().map(child).collect_view()}</div>
            })
        }).collect_view()
    };
    let count = move || {
        let got = giving.form.with(|form| giving.here.with(|here| form.got(here).len()));
        w!(campaign.for_count, count = got, absent = chosen.with(Vec::len).saturating_sub(got))
    };
    view! {
        <h2>{w!(campaign.children)}</h2>
        <div class="chips" role="group" aria-label=w!(campaign.children)>
            <Chip word=w!(campaign.whole) on=whole on_tap=move || giving.edit(|form| form.classes.clear()) />
            {move || classes.get().into_iter().map(class).collect_view()}
        </div>
        <p role="status">{count}</p>
        <details class="more"><summary>{w!(campaign.absent)}</summary>{names}</details>
        <p class="error" role="alert">{move || giving.mend(LogField::Children)}</p>
    }
}

/// The form and what was given.
#[component]
pub fn Work(school: SchoolId, view: CampaignView, sign: Sign) -> impl IntoView {
    let account = expect_context::<Session>().me().map(|me| me.account.to_string()).unwrap_or_default();
    let place = format!("campaign.{account}.{school}");
    let today = view.today;
    let begun = drafts::kept_in_tab::<CampaignForm>(&format!("{place}.new"));
    let resumed = begun.is_some();
    let giving = Giving {
        school,
        today,
        form: RwSignal::new(begun.unwrap_or_else(|| CampaignForm::fresh(clock::uuid().into(), today))),
        here: RwSignal::new(view.children),
        given: RwSignal::new(view.given),
        told: RwSignal::new(String::new()),
        error: RwSignal::new(None),
        problems: RwSignal::new(vec![]),
        busy: RwSignal::new(false),
        place: StoredValue::new(place),
    };
    Effect::new(move |_| {
        let place = giving.draft();
        giving.form.with(|form| drafts::keep_in_tab(&place, form));
    });
    if resumed {
        // The children are today's; the draft may be of another day.
        giving.choose_day(giving.form.with_untracked(|form| form.day.clone()));
    }
    let send = move |ev: SubmitEvent| {
        ev.prevent_default();
        giving.save();
    };
    let corrects = Memo::new(move |_| giving.form.with(|form| form.before.is_some()));
    let receipts = move || giving.form.with(|form| form.gift.receipts);
    view! {
        <p class="calm" role="status">{move || giving.told.get()}</p>
        <form class="panel" on:submit=send>
            <Show when=move || corrects.get()>
                <div class="row"><b class="grow">{w!(campaign.correcting)}</b>
                    <button type="button" class="button quiet small" on:click=move |_| giving.go_back()>{w!(campaign.leave)}</button></div>
            </Show>
            <fieldset class="plain" disabled=move || giving.busy.get()>
                {when(giving)}{what(giving)}
                <Which giving=giving />
                <label class="row check"><input type="checkbox" prop:checked=receipts
                    on:change=move |ev| { let on = event_target_checked(&ev); giving.edit(|form| form.gift.receipts = on) } />
                    <span class="grow">{w!(campaign.receipts)}</span></label>
            </fieldset>
            <p class="error" role="alert">{move || giving.error.get()}</p>
            <div class="row end">
                <p class="meta grow">{w!(campaign.draft_kept)}</p>
                <button type="submit" class="button" aria-busy=move || giving.busy.get().to_string()>{w!(campaign.save)}</button>
            </div>
        </form>
        <GivenList giving=giving school=school sign=sign />
    }
}
