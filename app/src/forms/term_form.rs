//! The page of a child and term as it is filled in. It begins with all that is known, so that only what changed is
//! asked; a draft of it is kept at every change.

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::few::sort_few;
use domain::guardianship::{CareQuality, Fact, FactKind, FactValue};
use domain::id::{ChildId, OpId, PageId, QuestionId};
use domain::log::Goal;
use domain::register::Child;
use domain::rules::guide;
use domain::rules::{Guide, Stage};
use domain::term::evidence::{Piece, applies, evidence};
use domain::term::hazard::{Hazard, HazardKind, found_since};
use domain::term::page::{self, Judged, PageProblem};
use domain::term::plan::{Aim, Gaps, LINES_USUAL, PlanLine, Proposed, proposed};
use domain::term::{Answer, Owed, PageBody, Question, Term, TermPage, question};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sync::row::{Envelope, RowKey, RowKind};
use sync::{Change, Op, Snapshot, WritePage, Written, carry, json};

/// Days after which somebody is to look what came of a line of the plan.
const REVIEW_DAYS: u64 = 28;

/// One of the five haves, as it is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Have {
    /// Which.
    pub goal: Goal,
    /// What is on record this term, the newest first.
    pub pieces: Vec<Piece>,
    /// What was judged before this term, and in which.
    pub last: Option<(Term, Owed)>,
    /// What it looks like for a child of this age.
    pub guide: Option<Guide>,
}

impl Have {
    /// Whether it is asked: where it was enough and something is on record again, it is the same unless somebody says
    /// otherwise.
    fn is_asked(&self) -> bool {
        self.pieces.is_empty() || self.last.is_none_or(|(_, owed)| owed != Owed::Enough)
    }
}

/// What the form shows beside its questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Those of the five haves that can apply to the child.
    pub haves: Vec<Have>,
    /// The child's age group.
    pub stage: Stage,
    /// Whether the school has marked the child as one for whom a full plan is written.
    pub full_plan: bool,
    /// What the school asks about this page, settled ones too.
    pub questions: Vec<Question>,
    /// How well the child is looked after.
    quality: Option<CareQuality>,
}

impl Known {
    /// What a phone knows of a child and term.
    pub fn of(view: &Snapshot, child: &Child, term: Term, today: NaiveDate) -> Self {
        let (facts, logs, rules) = (view.facts(child), view.logs(child.id), view.rules(today));
        let pages = view.pages(child.id);
        let before = page::newest(pages.iter().copied(), child.id, term.previous());
        let stage = Stage::of(child.birth, today);
        let have = |goal: Goal| Have {
            goal,
            pieces: evidence(goal, child, &logs, &rules, term),
            last: before.and_then(|page| Some((page.term, page.body.judged(goal)?.owed))),
            guide: guide::lines(&rules, goal, stage),
        };
        let haves = Goal::ALL.iter().filter(|goal| applies(**goal, facts.iter().copied())).map(|goal| have(*goal));
        let quality = view.fact(child, FactKind::Carer).and_then(|fact| match &fact.value {
            FactValue::Carer { quality, .. } => *quality,
            _ => None,
        });
        let questions = question::of_page(view.questions(child.id).filter_map(Envelope::question), child.id, term);
        Self { haves: haves.collect(), stage, full_plan: child.full_plan, questions, quality }
    }

    /// One of the five haves.
    pub fn have(&self, goal: Goal) -> Option<&Have> {
        self.haves.iter().find(|have| have.goal == goal)
    }
}

/// New identifiers for a form.
#[derive(Debug, Clone, Copy)]
pub struct PageIds {
    /// For the operation that saving makes.
    pub op: OpId,
    /// For the version of the page.
    pub page: PageId,
}

/// The page as it is filled in. It is also what a draft keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermForm {
    /// Made when the form opened, so that a double tap is one page.
    pub op_id: OpId,
    /// Of the version that saving makes.
    pub page: PageId,
    /// Whose page it is.
    pub child: ChildId,
    /// Of which term.
    pub term: Term,
    /// The version that was seen.
    pub base: Option<PageId>,
    /// The refused operation that it mends.
    pub mends: Option<OpId>,
    /// What that version said.
    pub before: PageBody,
    /// What is filled in.
    pub body: PageBody,
    /// Those of the five haves that stand open, in this order; the others are as they were.
    pub asked: Vec<Goal>,
    /// Proposals that were taken.
    pub taken: Vec<Option<Goal>>,
    /// How many lines of the plan and hazards were there when it began: those are settled, not taken out.
    pub begun: (usize, usize),
}

impl TermForm {
    /// A form for the page of a term, with what the last page and the last visit say.
    pub fn fresh(ids: PageIds, view: &Snapshot, child: &Child, term: Term, known: &Known) -> Self {
        let (pages, facts) = (view.pages(child.id), view.facts(child));
        let own = page::current(pages.iter().copied(), child.id, term);
        let earlier = page::newest(pages.iter().copied(), child.id, term.previous());
        let mut form = Self {
            op_id: ids.op,
            page: ids.page,
            child: child.id,
            term,
            base: own.map(|page| page.id),
            mends: None,
            before: own.map(|page| page.body.clone()).unwrap_or_default(),
            body: PageBody::default(),
            asked: vec![],
            taken: vec![],
            begun: (0, 0),
        };
        match own {
            Some(own) => form.go_on(own, known),
            None => form.begin(earlier, &facts, known),
        }
        form.take_up(&facts);
        form.begun = (form.body.plan.len(), form.body.hazards.len());
        form
    }

    /// Begins where the term's page stands.
    fn go_on(&mut self, own: &TermPage, known: &Known) {
        self.body = own.body.clone();
        let goals = known.haves.iter().map(|have| have.goal);
        self.asked = goals.filter(|goal| own.body.judged(*goal).is_none()).collect();
    }

    /// Begins the page of a term: what goes on is carried over, what is the same is filled in.
    fn begin(&mut self, earlier: Option<&TermPage>, facts: &[&Fact], known: &Known) {
        if let Some(page) = earlier {
            self.body = page.body.carried(facts);
        }
        for have in &known.haves {
            match have.last {
                Some((_, owed)) if !have.is_asked() => self.set_owed(have.goal, owed),
                _ => self.asked.push(have.goal),
            }
        }
        // What nobody has begun stands first.
        sort_few(&mut self.asked, |goal| known.have(*goal).is_some_and(|have| !have.pieces.is_empty()));
    }

    /// Puts what visits found and it does not list beside what is filled in. What is open in the very same words is it.
    pub fn take_up(&mut self, facts: &[&Fact]) {
        for fact in found_since(facts, Some(&self.body)) {
            let Some(found) = hazard_of(fact) else { continue };
            let is_same = |one: &&mut Hazard| one.closed.is_none() && !one.what.is_empty() && one.what == found.what;
            match self.body.hazards.iter_mut().find(is_same) {
                Some(open) => open.from = found.from,
                None => self.body.hazards.push(found),
            }
        }
    }

    /// The term of the page that mends a refused one: today's where the phone's clock had named one that nobody takes.
    pub fn mended_term(op: &Op, today: NaiveDate) -> Option<Term> {
        let Change::WritePage(refused) = &op.change else { return None };
        Some(if page::is_taken(refused.term, today) { refused.term } else { Term::of(today) })
    }

    /// A form that mends a refused operation as the page of a term, with everything that was typed.
    pub fn mend(ids: PageIds, op: &Op, term: Term, known: &Known) -> Option<Self> {
        let Change::WritePage(refused) = &op.change else { return None };
        let goals = known.haves.iter().map(|have| have.goal);
        Some(Self {
            op_id: ids.op,
            page: ids.page,
            child: refused.child,
            term,
            base: refused.base.filter(|_| refused.term == term),
            mends: Some(op.op_id),
            before: PageBody::default(),
            asked: goals.filter(|goal| refused.body.judged(*goal).is_none()).collect(),
            taken: vec![],
            begun: (0, 0),
            body: refused.body.clone(),
        })
    }

    /// Where the draft of a child's page of a term is kept.
    pub fn draft_of(child: ChildId, term: Term) -> String {
        format!("page:{child}:{term}")
    }

    /// Where its draft is kept.
    pub fn draft_key(&self) -> String {
        self.mends.map_or_else(|| Self::draft_of(self.child, self.term), |op| format!("mend:{op}"))
    }

    /// Asks about one of the five haves that is said to be as before.
    pub fn ask(&mut self, goal: Goal) {
        if !self.asked.contains(&goal) {
            self.asked.push(goal);
        }
    }

    fn judged_mut(&mut self, goal: Goal) -> Option<&mut Judged> {
        if self.body.judged(goal).is_none() {
            self.body.haves.push(Judged { goal, owed: Owed::Unclear, child_says: String::new() });
            sort_few(&mut self.body.haves, |judged| judged.goal);
        }
        self.body.haves.iter_mut().find(|judged| judged.goal == goal)
    }

    /// Says what is still owed.
    pub fn set_owed(&mut self, goal: Goal, owed: Owed) {
        if let Some(judged) = self.judged_mut(goal) {
            judged.owed = owed;
        }
    }

    /// Says what the child says; where nobody has judged yet, that it cannot be told.
    pub fn set_says(&mut self, goal: Goal, says: String) {
        if let Some(judged) = self.judged_mut(goal) {
            judged.child_says = says;
        }
    }

    /// The questions that stand in the form: those that are open, and those to which an answer is typed.
    pub fn stands_asked(&self, known: &Known) -> Vec<Question> {
        let stands = |one: &&Question| one.closed_at.is_none() || self.body.answer(one.id).is_some();
        known.questions.iter().filter(stands).cloned().collect()
    }

    /// Answers a question of the school.
    pub fn set_answer(&mut self, question: QuestionId, text: String) {
        match self.body.answers.iter_mut().find(|answer| answer.question == question) {
            Some(answer) => answer.text = text,
            None => self.body.answers.push(Answer { question, text }),
        }
    }

    /// Adds a hazard that was just found.
    pub fn add_hazard(&mut self, today: NaiveDate) {
        self.body.hazards.push(Hazard::found(HazardKind::House, "", today));
    }

    /// What could be planned, of what is missing, up to as many lines as a plan has as a rule; for a full plan all of it.
    /// What was taken is left out first, so that it hides nothing behind it.
    pub fn proposals(&self, known: &Known) -> Vec<Proposed> {
        let nothing = known.haves.iter().filter(|have| have.pieces.is_empty()).map(|have| have.goal);
        let nothing: Vec<Goal> = nothing.filter(|goal| self.owed(*goal) != Some(Owed::Enough)).collect();
        let mut all = proposed(&Gaps { page: &self.body, nothing_yet: &nothing, quality: known.quality });
        all.retain(|line| !self.taken.contains(&line.goal));
        if !known.full_plan {
            all.truncate(LINES_USUAL.saturating_sub(self.body.plan.iter().filter(|line| line.goes_on()).count()));
        }
        all
    }

    fn owed(&self, goal: Goal) -> Option<Owed> {
        self.body.judged(goal).map(|judged| judged.owed)
    }

    /// Takes a proposal, in the words that the app has for it.
    pub fn take(&mut self, line: Proposed, mut drafted: PlanLine, today: NaiveDate) {
        drafted.review_on = Some(self.review_day(today));
        self.body.plan.push(drafted);
        self.taken.push(line.goal);
    }

    /// Adds a line that nobody has proposed.
    pub fn add_line(&mut self, aim: Aim, today: NaiveDate) {
        let line = PlanLine { review_on: Some(self.review_day(today)), ..PlanLine::new(aim, "", "") };
        self.body.plan.push(line);
    }

    fn review_day(&self, today: NaiveDate) -> NaiveDate {
        (today + Days::new(REVIEW_DAYS)).min(self.term.end()).max(today)
    }

    /// What is saved: without lines that were added and never filled in, and answers without a word. A hazard stays, because
    /// its kind says enough.
    pub fn tidied(&self) -> PageBody {
        let is_line = |line: &PlanLine| {
            [&line.goal, &line.situation, &line.measure, &line.who].iter().any(|text| !text.trim().is_empty())
        };
        let mut body = self.body.clone();
        let mut at = 0..;
        body.plan.retain(|line| at.next().is_some_and(|at| at < self.begun.0) || is_line(line));
        body.answers.retain(|answer| !answer.text.trim().is_empty());
        body
    }

    /// What keeps it from being saved.
    pub fn problems(&self) -> Vec<PageProblem> {
        self.body.problems().into_iter().filter(|problem| !self.is_left_out(*problem)).collect()
    }

    /// Whether a problem is one of a line that was added and never filled in.
    fn is_left_out(&self, problem: PageProblem) -> bool {
        let PageProblem::NoGoal(at) = problem else { return false };
        let is_empty =
            |line: &PlanLine| [&line.situation, &line.measure, &line.who].iter().all(|text| text.trim().is_empty());
        at >= self.begun.0 && self.body.plan.get(at).is_some_and(is_empty)
    }

    /// Whether saving it would say nothing.
    pub fn says_nothing(&self) -> bool {
        let body = self.tidied();
        body == PageBody::default() || (self.base.is_some() && self.mends.is_none() && body == self.before)
    }

    /// The operation that saves the page. `old` is the refused one that it mends.
    pub fn op(&self, view: &Snapshot, old: Option<&Written>, now: DateTime<Utc>) -> Result<Written, serde_json::Error> {
        let (page, child, term, base) = (self.page, self.child, self.term, self.base);
        let change = WritePage { page, child, term, body: self.tidied(), base }.into();
        let op = Op { op_id: self.op_id, captured_at: now, change };
        match old {
            Some(old) => Written::instead_of(old, &op),
            None => self.over_seen(view, op),
        }
    }

    /// The operation with all of the seen version that only a newer app can read.
    fn over_seen(&self, view: &Snapshot, op: Op) -> Result<Written, serde_json::Error> {
        let seen = self.base.and_then(|base| view.row(&RowKey::new(RowKind::TermPage, base.0)));
        let seen = seen.and_then(|row| json::read::<Value>(row.body.get()).ok()?.get("body").cloned());
        let Some(seen) = seen else { return op.try_into() };
        let body = carry(&seen, &json::tree(&self.before)?, &json::tree(&self.tidied())?);
        let mut tree = json::tree(&op)?;
        if let Some(place) = tree.pointer_mut("/change/write_page/body") {
            *place = body;
        }
        json::of_tree(&tree)
    }
}

/// What a visit found, as a hazard of the page.
fn hazard_of(fact: &Fact) -> Option<Hazard> {
    let FactValue::Home { hazards, .. } = &fact.value else { return None };
    Some(Hazard { from: Some(fact.id), ..Hazard::found(kind_of(hazards), hazards, fact.seen_on) })
}

/// Which kind of danger some words speak of, as far as a character tells; a person may choose another.
fn kind_of(words: &str) -> HazardKind {
    const SIGNS: [(&[char], HazardKind); 7] = [
        (&['坡', '滑'], HazardKind::Slope),
        (&['煤', '炭', '气'], HazardKind::Gas),
        (&['电', '火', '线'], HazardKind::Electric),
        (&['水', '塘', '河', '井'], HazardKind::Water),
        (&['路', '车'], HazardKind::Road),
        (&['药'], HazardKind::Poison),
        (&['夜', '独'], HazardKind::Alone),
    ];
    let sign = SIGNS.iter().find(|(signs, _)| words.contains(*signs));
    sign.map_or(HazardKind::House, |(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use domain::guardianship::{FactSubject, HomeState};
    use domain::id::{AccountId, FactId, HouseholdId, LogId};
    use domain::log::{ActivityKind, Log, LogBody, Mode};
    use domain::term::hazard::Closed;
    use domain::term::plan::CameOf;
    use domain::term::{Half, day_begins};
    use sync::{Envelope, Row, RowBody};
    use uuid::Uuid;

    use super::*;

    const TERM: Term = Term { year: 2026, half: Half::Autumn };
    const IDS: PageIds = PageIds { op: OpId(Uuid::from_u128(101)), page: PageId(Uuid::from_u128(201)) };

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
    }

    fn put(view: &mut Snapshot, body: RowBody) {
        view.put(Envelope::try_from(Row { version: 3, body }).unwrap_or_else(|e| panic!("{e}")));
    }

    fn child() -> Child {
        Child::new(ChildId(Uuid::from_u128(41)), HouseholdId(Uuid::from_u128(31)), "舒睿".to_owned(), day(1, 1))
    }

    fn lesson(view: &mut Snapshot, kind: ActivityKind) {
        let body = LogBody::plain(vec![child().id], kind, Mode::AtSchool, day(9, 9));
        let id = LogId(Uuid::from_u128(500 + view.rows().count() as u128));
        put(view, RowBody::Log(Log::first(id, AccountId(Uuid::from_u128(21)), body, DateTime::default())));
    }

    fn unsafe_home(view: &mut Snapshot, n: u128, words: &str, seen_on: NaiveDate) {
        let fact = Fact {
            id: FactId(Uuid::from_u128(n)),
            subject: FactSubject::Household(child().household),
            value: FactValue::Home { state: HomeState::Hazard, hazards: words.to_owned() },
            seen_on,
            author: None,
            captured_at: day_begins(seen_on),
            disputes: None,
            unsaid: false,
        };
        put(view, RowBody::Fact(fact));
    }

    fn page(n: u128, term: Term, on: NaiveDate, body: PageBody) -> TermPage {
        TermPage {
            id: PageId(Uuid::from_u128(n)),
            child: child().id,
            term,
            author: None,
            captured_at: day_begins(on),
            body,
            disputes: None,
            unsaid: false,
        }
    }

    fn judged(goal: Goal, owed: Owed) -> Judged {
        Judged { goal, owed, child_says: String::new() }
    }

    fn opened(view: &Snapshot) -> (TermForm, Known) {
        let known = Known::of(view, &child(), TERM, day(9, 20));
        (TermForm::fresh(IDS, view, &child(), TERM, &known), known)
    }

    fn view() -> Snapshot {
        let mut view = Snapshot::default();
        put(&mut view, RowBody::Child(child()));
        view
    }

    #[test]
    fn only_what_changed_is_asked_and_what_nobody_began_first() {
        let mut view = view();
        let last = [Goal::Mind, Goal::Study, Goal::Virtue].map(|goal| judged(goal, Owed::Enough));
        let haves = [last.as_slice(), &[judged(Goal::Family, Owed::ALittle)]].concat();
        put(
            &mut view,
            RowBody::TermPage(page(1, TERM.previous(), day(6, 20), PageBody { haves, ..Default::default() })),
        );
        for kind in [ActivityKind::Counselling, ActivityKind::Tutoring, ActivityKind::FamilyCare] {
            lesson(&mut view, kind);
        }
        let (form, _) = opened(&view);
        assert_eq!(form.asked, [Goal::Material, Goal::Virtue, Goal::Family]);
        assert_eq!(form.body.haves, [judged(Goal::Mind, Owed::Enough), judged(Goal::Study, Owed::Enough)]);
        assert!(!form.says_nothing());
    }

    #[test]
    fn a_page_that_is_opened_again_is_as_it_was_left() {
        let mut view = view();
        let body = PageBody { haves: vec![judged(Goal::Mind, Owed::Much)], ..Default::default() };
        put(&mut view, RowBody::TermPage(page(1, TERM, day(9, 10), body.clone())));
        let (mut form, _) = opened(&view);
        assert!(form.says_nothing() && !form.asked.contains(&Goal::Mind));
        form.set_says(Goal::Mind, "比以前敢说了".to_owned());
        let op = form.op(&view, None, DateTime::default()).unwrap_or_else(|e| panic!("{e}"));
        let Change::WritePage(written) = &op.change else { panic!("a page") };
        assert_eq!((written.base, written.body.haves[0].owed), (Some(PageId(Uuid::from_u128(1))), Owed::Much));
        assert_eq!(written.body.haves[0].child_says, "比以前敢说了");
    }

    #[test]
    fn what_a_visit_found_is_on_the_page_until_somebody_closes_it() {
        let mut view = view();
        unsafe_home(&mut view, 301, "房后土坡开裂", day(9, 3));
        let (mut form, _) = opened(&view);
        assert_eq!(
            (form.body.hazards[0].kind, form.body.hazards[0].what.as_str()),
            (HazardKind::Slope, "房后土坡开裂")
        );
        form.body.hazards[0].closed = Some(Closed { on: day(9, 20), how: "搬去前屋".to_owned() });
        put(&mut view, RowBody::TermPage(page(1, TERM, day(9, 20), form.body.clone())));
        assert_eq!(opened(&view).0.body.hazards.len(), 1, "not found a second time");
        let next = TERM.next();
        let known = Known::of(&view, &child(), next, next.start());
        let form = TermForm::fresh(IDS, &view, &child(), next, &known);
        assert!(form.body.open_hazards().next().is_none() && !form.body.hazards.is_empty(), "it stays closed");
    }

    #[test]
    fn a_draft_takes_up_what_was_found_since_and_keeps_what_was_typed() {
        let mut view = view();
        unsafe_home(&mut view, 301, "房后土坡开裂", day(9, 3));
        let (mut draft, _) = opened(&view);
        draft.body.hazards[0].closed = Some(Closed { on: day(9, 20), how: "搬去前屋".to_owned() });
        let typed = draft.clone();
        // A visit since then, and an earlier one of somebody else that came late.
        unsafe_home(&mut view, 302, "门前水塘", day(9, 19));
        unsafe_home(&mut view, 300, "电线老化", day(9, 2));
        for _ in 0..2 {
            draft.take_up(&view.facts(&child()));
        }
        assert_eq!((&draft.body.hazards[0], draft.body.hazards.len()), (&typed.body.hazards[0], 3), "once each");
        let is_open = |n| draft.body.open_hazards().any(|one| one.from == Some(FactId(Uuid::from_u128(n))));
        assert!(is_open(300) && is_open(302));
    }

    #[test]
    fn a_danger_that_is_seen_again_is_open_once() {
        let mut view = view();
        unsafe_home(&mut view, 301, "门前水塘", day(9, 3));
        let (form, _) = opened(&view);
        put(&mut view, RowBody::TermPage(page(1, TERM, day(9, 4), form.body)));
        unsafe_home(&mut view, 302, "门前水塘", day(9, 10));
        let (mut form, _) = opened(&view);
        assert_eq!(form.body.hazards.len(), 1);
        form.body.hazards[0].closed = Some(Closed { on: day(9, 20), how: "围了".to_owned() });
        put(&mut view, RowBody::TermPage(page(2, TERM, day(9, 20), form.body)));
        assert!(opened(&view).0.body.open_hazards().next().is_none(), "both are seen to");
        unsafe_home(&mut view, 303, "门前水塘", day(9, 24));
        assert_eq!(opened(&view).0.body.open_hazards().count(), 1, "it is there again");
    }

    #[test]
    fn what_was_seen_to_stays_so_in_the_next_term_beside_what_is_open() {
        let mut view = view();
        unsafe_home(&mut view, 301, "房后土坡开裂", day(5, 3));
        unsafe_home(&mut view, 302, "门前水塘", day(5, 9));
        let before = TERM.previous();
        let known = Known::of(&view, &child(), before, day(5, 20));
        let mut form = TermForm::fresh(IDS, &view, &child(), before, &known);
        form.body.hazards[0].closed = Some(Closed { on: day(5, 20), how: "搬去前屋".to_owned() });
        put(&mut view, RowBody::TermPage(page(1, before, day(5, 20), form.body.clone())));
        assert_eq!(opened(&view).0.body.hazards, form.body.hazards);
    }

    #[test]
    fn lines_that_go_on_come_along_and_empty_ones_are_left_out() {
        let mut view = view();
        let line = |goal: &str, came_of| PlanLine { came_of, ..PlanLine::new(Aim::Study, "", goal) };
        let plan = vec![line("背完口诀", Some(CameOf::Done)), line("每天读十分钟", None)];
        put(
            &mut view,
            RowBody::TermPage(page(1, TERM.previous(), day(6, 20), PageBody { plan, ..Default::default() })),
        );
        let (mut form, _) = opened(&view);
        form.add_line(Aim::Spirit, day(9, 20));
        assert_eq!((form.problems(), form.body.plan.len()), (vec![], 2));
        let body = form.tidied();
        assert_eq!((body.plan.len(), body.plan[0].goal.as_str()), (1, "每天读十分钟"));
        form.body.plan[1].measure = "读课文".to_owned();
        assert_eq!(form.problems(), [PageProblem::NoGoal(1)]);
    }

    #[test]
    fn a_proposal_that_was_taken_is_not_made_again() {
        let (mut form, known) = opened(&view());
        let first = form.proposals(&known)[0];
        form.take(first, PlanLine::new(first.aim, "", "每周和爸妈说一次话"), day(9, 20));
        assert!(!form.proposals(&known).contains(&first));
        assert_eq!(form.body.plan[0].review_on, Some(day(10, 18)));
        assert_eq!(form.proposals(&known).len(), LINES_USUAL - 1);
    }

    #[test]
    fn what_was_taken_and_thrown_away_hides_nothing_behind_it() {
        let (mut form, known) = opened(&view());
        let first = form.proposals(&known);
        assert_eq!((known.haves.len(), first.len()), (5, LINES_USUAL), "nothing is on record for any");
        for line in &first {
            form.take(*line, PlanLine::new(line.aim, "", "每周和爸妈说一次话"), day(9, 20));
        }
        assert_eq!(form.proposals(&known), []);
        form.body.plan.clear();
        let others = form.proposals(&known);
        assert_eq!(others.len(), 2, "of five the two that were never taken");
        assert!(others.iter().all(|line| !first.contains(line)));
    }

    #[test]
    fn for_a_child_whom_the_school_has_marked_everything_that_is_missing_is_proposed() {
        let view = view();
        let marked = Child { full_plan: true, ..child() };
        let known = Known::of(&view, &marked, TERM, day(9, 18));
        let mut form = TermForm::fresh(IDS, &view, &marked, TERM, &known);
        let all = form.proposals(&known);
        assert_eq!(all.len(), 5, "no cut to three");
        assert!(all.iter().any(|line| line.aim == Aim::Study) && all.iter().any(|line| line.aim == Aim::Spirit));
        for line in &all {
            form.take(*line, PlanLine::new(line.aim, "", "每周和爸妈说一次话"), day(9, 20));
        }
        assert_eq!((form.proposals(&known).len(), form.body.plan.len()), (0, 5));
    }

    #[test]
    fn what_only_a_newer_app_can_read_lives_on() {
        let mut view = view();
        let body = PageBody { haves: vec![judged(Goal::Mind, Owed::Much)], ..Default::default() };
        let row = Row { version: 3, body: RowBody::TermPage(page(1, TERM, day(9, 10), body)) };
        let row = Envelope::try_from(row).unwrap_or_else(|e| panic!("{e}"));
        let mut tree = json::tree(&row).unwrap_or_else(|e| panic!("{e}"));
        tree["body"]["body"]["weather"] = "rain".into();
        let newer: Envelope = json::of_tree(&tree).unwrap_or_else(|e| panic!("{e}"));
        view.put(newer);
        let (mut form, _) = opened(&view);
        form.set_owed(Goal::Mind, Owed::Enough);
        let op = form.op(&view, None, DateTime::default()).unwrap_or_else(|e| panic!("{e}"));
        let text: Value = serde_json::from_str(op.text().get()).unwrap_or_default();
        let body = &text["change"]["write_page"]["body"];
        assert_eq!((&body["weather"], &body["haves"][0]["owed"]), (&"rain".into(), &"enough".into()));
    }

    #[test]
    fn mending_keeps_all_that_was_typed() {
        let (mut form, known) = opened(&view());
        form.set_says(Goal::Mind, "原话".to_owned());
        let refused = form.op(&view(), None, DateTime::default()).unwrap_or_else(|e| panic!("{e}"));
        let other = PageIds { op: OpId(Uuid::from_u128(111)), page: PageId(Uuid::from_u128(211)) };
        assert_eq!(TermForm::mended_term(&refused, day(9, 20)), Some(TERM));
        let mended = TermForm::mend(other, &refused, TERM, &known).unwrap_or_else(|| panic!("a page"));
        assert_eq!((&mended.body, mended.mends), (&form.body, Some(refused.op_id)));
        assert_ne!(mended.draft_key(), form.draft_key());
    }

    #[test]
    fn a_page_of_a_term_that_a_wrong_clock_named_is_mended_as_today_s() {
        let (mut form, known) = opened(&view());
        form.term = Term { year: 1970, half: Half::Spring };
        form.base = Some(PageId(Uuid::from_u128(1)));
        form.set_says(Goal::Mind, "原话".to_owned());
        let refused = form.op(&view(), None, DateTime::default()).unwrap_or_else(|e| panic!("{e}"));
        let term = TermForm::mended_term(&refused, day(9, 20)).unwrap_or_else(|| panic!("a page"));
        assert_eq!(term, TERM);
        let mended = TermForm::mend(IDS, &refused, term, &known).unwrap_or_else(|| panic!("a page"));
        let op = mended.op(&view(), Some(&refused), DateTime::default()).unwrap_or_else(|e| panic!("{e}"));
        let Change::WritePage(page) = &op.change else { panic!("a page") };
        assert_eq!((page.term, page.base, &page.body), (TERM, None, &form.body));
    }
}
