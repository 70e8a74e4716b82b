//! Figures of a school or of the county: whom care has reached, of whom nothing is written down, and the year's report.

mod annual;
mod choosing;

use domain::id::SchoolId;
use domain::policy::{Action, Subject};
use domain::report::{Chosen, OutKind};
use leptos::prelude::*;

use super::layout::{Desk, answered, may};
use super::open::Open;
use crate::forms::FiguresForm;
use crate::platform::clock::today;
use crate::server_fns::figures::figures;
use crate::w;
use annual::Annual;
use choosing::Choosing;
use desk_api::figures::FiguresView;
use desk_api::out::TableView;

/// Of whom figures are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// The county.
    County,
    /// One's own school.
    School(SchoolId),
    /// The school of the address.
    Address,
}

/// Which figures are chosen, and what of them; none where their days are not known yet.
pub type Selected = (Signal<OutKind>, Signal<Option<Chosen>>);

/// What is drawn by the page on which tables leave the house.
#[derive(Clone, Copy)]
pub struct Drawn {
    /// A table.
    pub table: fn(TableView) -> AnyView,
    /// Takes the chosen figures out, of a school or of the county.
    pub taking: fn(Option<SchoolId>, Selected) -> AnyView,
}

/// What the page asks, which is its heading.
fn question(kind: OutKind) -> &'static str {
    match kind {
        OutKind::NotReached => w!(figures.not_reached),
        OutKind::Haves => w!(figures.haves),
        OutKind::Annual => w!(figures.annual),
        _ => w!(figures.activities),
    }
}

/// The figures, chosen, shown and taken out.
#[component]
pub fn FiguresPage(of: Of, drawn: Drawn) -> impl IntoView {
    let school = match of {
        Of::County => Signal::derive(|| None),
        Of::School(school) => Signal::derive(move || Some(school)),
        Of::Address => {
            let open = Open::<SchoolId>::provide();
            Signal::derive(move || open.id())
        }
    };
    let today = today();
    let form = RwSignal::new(FiguresForm::of(today));
    let kind = Signal::derive(move || form.with(|form| form.kind));
    let chosen = Signal::derive(move || form.with(|form| form.chosen(today)));
    // What is typed into the days asks anew only where it is another thing.
    let asked = Memo::new(move |_| chosen.get().map(|chosen| (school.get(), kind.get(), chosen)));
    let answer = LocalResource::new(move || {
        let asked = asked.get();
        async move {
            match asked {
                Some((school, kind, chosen)) => figures(school, kind, chosen).await.map(Some),
                None => Ok(None),
            }
        }
    });
    let again = move || answer.refetch();
    let show = move |view: Option<FiguresView>| {
        let Some(FiguresView { table, annual }) = view else {
            return view! { <p class="error" role="alert">{w!(inputs.days_unfit)}</p> }.into_any();
        };
        let year = form.with_untracked(|form| form.year);
        let annual = annual.map(|view| view! { <Annual view=view year=year again=Callback::new(move |()| again()) /> });
        view! { {annual}{(drawn.table)(table)} }.into_any()
    };
    let taking = move || {
        let school = school.get();
        let may_leave = may(Action::Export, school.map_or(Subject::County, Subject::School));
        may_leave.then(|| (drawn.taking)(school, (kind, chosen)))
    };
    view! {
        <Desk title=w!(figures.title)>
            <div><h1>{move || question(kind.get())}</h1><p class="meta">{w!(figures.hint)}</p></div>
            <Choosing form=form today=today of_county=of == Of::County />
            {move || answered(answer.get(), again, show)}
            {taking}
        </Desk>
    }
}
