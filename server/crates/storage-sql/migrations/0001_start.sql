-- One source for both engines. @uuid, @instant, @bytes and @int are words of the dialect.
--
-- The county is the first part of every key, so that a province can be spread over machines by county
-- and no row can refer to another county's. What spans counties is what is asked before the county is
-- known: sign-in names and session tokens.
--
-- A body is the raw document that a phone sent. Beside it stands as a column only what SQL reads.
--
-- What a stolen database must not show is sealed (src/vault.rs): what anybody wrote in words, answers, pictures, addresses,
-- phone and identity numbers, sign-in names, recovery keys, seeds of second steps, school files, and all history. A sealed column is @bytes.
-- In clear stand identifiers, days, numbers, codes of lists and digests, since SQL joins, counts and sorts by them, and:
--   * names of children, adults and accounts, sex and birth, schools and classes: the register by which desks list and sort,
--     and which import matches; the county's backup and disk are to be guarded for their sake. Erasure blanks them;
--   * relation.called, status.source, offer.reason, device.label: words of lists, not of talks. Erasure blanks the first two;
--   * the keyed digests of identity numbers, sign-in names, phone numbers and codes of second steps (what is looked up is
--     never in clear);
--   * rule_set, recipe and register_commit: of nobody. Hashes of operations and pictures: of what nobody can guess.

-- By what a database knows its key again, and the key of the access logs' chains, which stays when the server's changes.
-- One row.
CREATE TABLE key_check (
    n @int PRIMARY KEY,
    proof TEXT NOT NULL,
    chain @bytes NOT NULL
);

CREATE TABLE county (
    id @uuid PRIMARY KEY,
    name TEXT NOT NULL,
    seq @int NOT NULL DEFAULT 0,
    -- When its database was last put back from a backup, in seconds; 0 for never.
    epoch @int NOT NULL DEFAULT 0,
    -- Whether its people are made up. A county never becomes another in this.
    demo BOOLEAN NOT NULL DEFAULT FALSE
);

-- The key of a child, an adult or a household, wrapped under the server's; none once it is destroyed.
CREATE TABLE subject_key (
    county_id @uuid NOT NULL REFERENCES county (id),
    subject_id @uuid NOT NULL,
    wrapped @bytes,
    PRIMARY KEY (county_id, subject_id)
);

-- A number of the county's sequence: when, by whom and what for. `at` never falls.
CREATE TABLE register_commit (
    county_id @uuid NOT NULL REFERENCES county (id),
    seq @int NOT NULL,
    at @instant NOT NULL,
    actor_id @uuid,
    cause TEXT NOT NULL,
    PRIMARY KEY (county_id, seq)
);

-- Each version of each thing of the register, as it was written. The tables below hold the newest.
CREATE TABLE written (
    county_id @uuid NOT NULL,
    seq @int NOT NULL,
    kind TEXT NOT NULL,
    id @uuid NOT NULL,
    body @bytes NOT NULL,
    PRIMARY KEY (county_id, seq, kind, id),
    FOREIGN KEY (county_id, seq) REFERENCES register_commit (county_id, seq)
);
CREATE INDEX written_of ON written (county_id, kind, id, seq);

-- Rules hold from a first day on.
-- Rules that were withdrawn before they began have no body any more; their number tells phones of it.
CREATE TABLE rule_set (
    county_id @uuid NOT NULL REFERENCES county (id),
    from_day DATE NOT NULL,
    body TEXT,
    seq @int NOT NULL,
    PRIMARY KEY (county_id, from_day)
);

-- A school may have become part of another, from a day on.
CREATE TABLE school (
    county_id @uuid NOT NULL REFERENCES county (id),
    id @uuid NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    town TEXT NOT NULL,
    merged_into @uuid,
    merged_from DATE,
    PRIMARY KEY (county_id, id),
    UNIQUE (county_id, name)
);

-- An act on many children at once, the school whose desk did it, and the commit that took it back.
CREATE TABLE act (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    school_id @uuid NOT NULL,
    seq @int NOT NULL,
    act @bytes NOT NULL,
    draft @bytes NOT NULL,
    taken_back @int,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, seq) REFERENCES register_commit (county_id, seq),
    FOREIGN KEY (county_id, school_id) REFERENCES school (county_id, id)
);
CREATE INDEX act_school ON act (county_id, school_id, seq);

-- School files on their way into the register. They are lists of children; some time after they were taken over or taken
-- back only counts are left in them.
CREATE TABLE batch (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    school_id @uuid NOT NULL,
    begun_by @uuid,
    begun_at @instant NOT NULL,
    state TEXT NOT NULL,
    settled_at @instant,
    emptied BOOLEAN NOT NULL,
    revision @int NOT NULL,
    body @bytes NOT NULL,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, school_id) REFERENCES school (county_id, id)
);
CREATE INDEX batch_school ON batch (county_id, school_id);

-- How a school's files were understood the last time: titles of columns, and what they mean.
CREATE TABLE recipe (
    county_id @uuid NOT NULL,
    school_id @uuid NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (county_id, school_id),
    FOREIGN KEY (county_id, school_id) REFERENCES school (county_id, id)
);

CREATE TABLE account (
    county_id @uuid NOT NULL REFERENCES county (id),
    id @uuid NOT NULL,
    login @bytes NOT NULL,
    login_digest TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    phone @bytes,
    phone_digest TEXT,
    password_hash @bytes,
    activation @bytes,
    activation_until @instant,
    -- Who issued the last one-time code; stays when it is used.
    code_by @uuid,
    disabled BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (county_id, id)
);

CREATE TABLE role_grant (
    county_id @uuid NOT NULL,
    account_id @uuid NOT NULL,
    role TEXT NOT NULL,
    school_id @uuid,
    FOREIGN KEY (county_id, account_id) REFERENCES account (county_id, id),
    FOREIGN KEY (county_id, school_id) REFERENCES school (county_id, id)
);
CREATE INDEX role_grant_account ON role_grant (county_id, account_id);
CREATE INDEX role_grant_school ON role_grant (county_id, school_id);

-- Somebody stands in for somebody who is away, from a day to a day. It is no role of theirs, so it ends by itself.
CREATE TABLE deputyship (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    school_id @uuid NOT NULL,
    role TEXT NOT NULL,
    account_id @uuid NOT NULL,
    deputy_id @uuid NOT NULL,
    from_day DATE NOT NULL,
    to_day DATE NOT NULL,
    ended_at @instant,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, school_id) REFERENCES school (county_id, id),
    FOREIGN KEY (county_id, account_id) REFERENCES account (county_id, id),
    FOREIGN KEY (county_id, deputy_id) REFERENCES account (county_id, id)
);
CREATE INDEX deputyship_deputy ON deputyship (county_id, deputy_id);
CREATE INDEX deputyship_account ON deputyship (county_id, account_id);
CREATE INDEX deputyship_school ON deputyship (county_id, school_id);

CREATE TABLE device (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    account_id @uuid NOT NULL,
    label TEXT NOT NULL,
    recovery_key @bytes NOT NULL,
    last_n @int NOT NULL DEFAULT 0,
    revoked_at @instant,
    unsent @int NOT NULL DEFAULT 0,
    oldest_unsent @instant,
    rejected @int NOT NULL DEFAULT 0,
    added_at @instant NOT NULL,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, account_id) REFERENCES account (county_id, id)
);
CREATE INDEX device_account ON device (county_id, account_id);

CREATE TABLE session (
    token_hash @bytes PRIMARY KEY,
    county_id @uuid NOT NULL,
    account_id @uuid NOT NULL,
    at_desk BOOLEAN NOT NULL,
    device_id @uuid,
    seen_at @instant NOT NULL,
    expires_at @instant NOT NULL,
    closing BOOLEAN NOT NULL DEFAULT FALSE,
    confirmed_at @instant NOT NULL,
    second_step BOOLEAN NOT NULL DEFAULT FALSE,
    FOREIGN KEY (county_id, account_id) REFERENCES account (county_id, id),
    FOREIGN KEY (county_id, device_id) REFERENCES device (county_id, id)
);
CREATE INDEX session_account ON session (county_id, account_id);
CREATE INDEX session_device ON session (county_id, device_id);

-- The second step of an account at the desks: an authenticator by its seed, or a printed card. The key makes the digests
-- of the account's codes, so that they tell nothing without the server's key and outlast a change of it.
CREATE TABLE second_step (
    county_id @uuid NOT NULL,
    account_id @uuid NOT NULL,
    kind TEXT NOT NULL,
    seed @bytes,
    digest_key @bytes NOT NULL,
    last_step @int NOT NULL DEFAULT 0,
    set_at @instant NOT NULL,
    -- Wrong codes since the last right one, and when the last of them was.
    wrong @int NOT NULL DEFAULT 0,
    wrong_at @instant,
    PRIMARY KEY (county_id, account_id),
    FOREIGN KEY (county_id, account_id) REFERENCES account (county_id, id)
);

-- The codes of a card by their numbers, and those for who has lost card or authenticator. Each is good once.
CREATE TABLE second_step_code (
    county_id @uuid NOT NULL,
    account_id @uuid NOT NULL,
    use TEXT NOT NULL,
    n @int NOT NULL,
    digest TEXT NOT NULL,
    used_at @instant,
    PRIMARY KEY (county_id, account_id, use, n),
    FOREIGN KEY (county_id, account_id) REFERENCES second_step (county_id, account_id)
);

-- What somebody asks for an account and a second person agrees to.
CREATE TABLE countersign (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    what TEXT NOT NULL,
    account_id @uuid NOT NULL,
    asked_by @uuid NOT NULL,
    asked_at @instant NOT NULL,
    accepted BOOLEAN,
    resolved_by @uuid,
    resolved_at @instant,
    done_at @instant,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, account_id) REFERENCES account (county_id, id),
    FOREIGN KEY (county_id, asked_by) REFERENCES account (county_id, id),
    FOREIGN KEY (county_id, resolved_by) REFERENCES account (county_id, id)
);

CREATE TABLE household (
    county_id @uuid NOT NULL REFERENCES county (id),
    id @uuid NOT NULL,
    address @bytes NOT NULL,
    seq @int NOT NULL,
    PRIMARY KEY (county_id, id)
);

CREATE TABLE child (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    household_id @uuid NOT NULL,
    name TEXT NOT NULL,
    former_names TEXT NOT NULL,
    sex TEXT,
    birth DATE,
    boarding BOOLEAN,
    full_plan BOOLEAN NOT NULL,
    entered_on DATE NOT NULL,
    id_number @bytes,
    id_digest TEXT,
    seq @int NOT NULL,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, household_id) REFERENCES household (county_id, id)
);
CREATE INDEX child_household ON child (county_id, household_id);

CREATE TABLE adult (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    household_id @uuid NOT NULL,
    name TEXT NOT NULL,
    phone @bytes,
    seq @int NOT NULL,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, household_id) REFERENCES household (county_id, id)
);
CREATE INDEX adult_household ON adult (county_id, household_id);

-- What an adult is to one child.
CREATE TABLE relation (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    child_id @uuid NOT NULL,
    adult_id @uuid NOT NULL,
    kind TEXT NOT NULL,
    called TEXT NOT NULL,
    custody BOOLEAN,
    may_be_told BOOLEAN NOT NULL,
    may_fetch BOOLEAN NOT NULL,
    is_over BOOLEAN NOT NULL DEFAULT FALSE,
    seq @int NOT NULL,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, child_id) REFERENCES child (county_id, id),
    FOREIGN KEY (county_id, adult_id) REFERENCES adult (county_id, id)
);
CREATE INDEX relation_child ON relation (county_id, child_id);

-- A child in a class of a school, from a day to a day. A class belongs to a school year.
CREATE TABLE enrolment (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    child_id @uuid NOT NULL,
    school_id @uuid NOT NULL,
    year @int NOT NULL,
    class_name TEXT NOT NULL,
    from_day DATE NOT NULL,
    began TEXT NOT NULL,
    to_day DATE,
    ended TEXT,
    seq @int NOT NULL,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, child_id) REFERENCES child (county_id, id),
    FOREIGN KEY (county_id, school_id) REFERENCES school (county_id, id)
);
CREATE INDEX enrolment_child ON enrolment (county_id, child_id);
CREATE INDEX enrolment_school ON enrolment (county_id, school_id, class_name);

-- A child that a school offers to another. It is offered to one at a time, and stays where it is until it is accepted.
CREATE TABLE offer (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    child_id @uuid NOT NULL,
    from_school @uuid NOT NULL,
    to_school @uuid NOT NULL,
    year @int NOT NULL,
    act_id @uuid NOT NULL,
    offered_at @instant NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_at @instant,
    taken_by @uuid,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, child_id) REFERENCES child (county_id, id),
    FOREIGN KEY (county_id, from_school) REFERENCES school (county_id, id),
    FOREIGN KEY (county_id, to_school) REFERENCES school (county_id, id)
);
CREATE UNIQUE INDEX offer_open ON offer (county_id, child_id) WHERE decided_at IS NULL;
CREATE INDEX offer_from ON offer (county_id, from_school);
CREATE INDEX offer_to ON offer (county_id, to_school);
CREATE INDEX offer_act ON offer (county_id, act_id);

-- What somebody certified of a child, from a day to a day.
CREATE TABLE status (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    child_id @uuid NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    from_day DATE NOT NULL,
    to_day DATE,
    seq @int NOT NULL,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, child_id) REFERENCES child (county_id, id)
);
CREATE INDEX status_child ON status (county_id, child_id);

-- A fact is about a child, an adult or a household. It may contradict another person's: `disputes` is
-- the version that it contradicts.
CREATE TABLE fact (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    about TEXT NOT NULL,
    subject_id @uuid NOT NULL,
    kind TEXT NOT NULL,
    value @bytes NOT NULL,
    seen_on DATE NOT NULL,
    author_id @uuid,
    captured_at @instant NOT NULL,
    disputes @uuid,
    unsaid BOOLEAN NOT NULL DEFAULT FALSE,
    seq @int NOT NULL,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, author_id) REFERENCES account (county_id, id)
);
CREATE INDEX fact_subject ON fact (county_id, subject_id, kind, seen_on);

-- A version of the page of a child and term; it may contradict another person's, as an answer may. The body is sealed
-- under the child's key. The days on which it asks for something stand beside it, so that a school's list opens no page.
CREATE TABLE term_page (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    child_id @uuid NOT NULL,
    term TEXT NOT NULL,
    author_id @uuid,
    captured_at @instant NOT NULL,
    body @bytes NOT NULL,
    hazard_by DATE,
    review_on DATE,
    disputes @uuid,
    unsaid BOOLEAN NOT NULL DEFAULT FALSE,
    seq @int NOT NULL,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, child_id) REFERENCES child (county_id, id),
    FOREIGN KEY (county_id, author_id) REFERENCES account (county_id, id)
);
CREATE INDEX term_page_child ON term_page (county_id, child_id, term);
CREATE INDEX term_page_term ON term_page (county_id, term);

-- What a school asks about the page of a child and term: one of the five haves, or the plan where none is named. The
-- words are sealed under the child's key.
CREATE TABLE question (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    child_id @uuid NOT NULL,
    term TEXT NOT NULL,
    about TEXT,
    words @bytes NOT NULL,
    asked_by @uuid NOT NULL,
    asked_at @instant NOT NULL,
    closed_at @instant,
    seq @int NOT NULL,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, child_id) REFERENCES child (county_id, id),
    FOREIGN KEY (county_id, asked_by) REFERENCES account (county_id, id)
);
CREATE INDEX question_child ON question (county_id, child_id);

CREATE TABLE pairing (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    child_id @uuid NOT NULL,
    mentor_id @uuid NOT NULL,
    role TEXT NOT NULL,
    from_day DATE NOT NULL,
    to_day DATE,
    ended TEXT,
    told_on DATE,
    seq @int NOT NULL,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, child_id) REFERENCES child (county_id, id),
    FOREIGN KEY (county_id, mentor_id) REFERENCES account (county_id, id)
);
CREATE INDEX pairing_child ON pairing (county_id, child_id);
CREATE INDEX pairing_mentor ON pairing (county_id, mentor_id);
CREATE INDEX pairing_seq ON pairing (county_id, seq);

-- An entry for whole classes stays with who recorded it, whoever's children are in them.
CREATE TABLE log (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    author_id @uuid NOT NULL,
    for_classes BOOLEAN NOT NULL,
    body @bytes NOT NULL,
    captured_at @instant NOT NULL,
    revision @int NOT NULL,
    withdrawn BOOLEAN NOT NULL,
    followed_up_on DATE,
    -- Who copied it from the author's notebook.
    entered_by @uuid,
    -- The day of the follow-up that is still to do, as the domain says.
    open_follow_up DATE,
    seq @int NOT NULL,
    -- The entry's key for the county, where it has no children of its own.
    opens @bytes,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, author_id) REFERENCES account (county_id, id),
    FOREIGN KEY (county_id, entered_by) REFERENCES account (county_id, id)
);
CREATE INDEX log_entered ON log (county_id, entered_by, captured_at) WHERE entered_by IS NOT NULL;
CREATE INDEX log_follow_up ON log (county_id, open_follow_up) WHERE open_follow_up IS NOT NULL;
CREATE INDEX log_class_sessions ON log (county_id, author_id, seq) WHERE for_classes;

CREATE TABLE log_child (
    county_id @uuid NOT NULL,
    child_id @uuid NOT NULL,
    log_id @uuid NOT NULL,
    -- The closed file of the same child by way of which the entry is in this one's; none for the child's own.
    through_id @uuid,
    -- The entry's key for the child; none once the child is erased.
    opens @bytes,
    PRIMARY KEY (county_id, child_id, log_id),
    FOREIGN KEY (county_id, child_id) REFERENCES child (county_id, id),
    FOREIGN KEY (county_id, log_id) REFERENCES log (county_id, id)
);
CREATE INDEX log_child_log ON log_child (county_id, log_id, child_id);

-- What somebody decided about two children who looked like one: that they are, so that the other's file leads to
-- the one's, or that they are two. `facts` are the answers that came into the kept file with it.
CREATE TABLE judged_pair (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    one_id @uuid NOT NULL,
    other_id @uuid NOT NULL,
    same BOOLEAN NOT NULL,
    from_day DATE NOT NULL,
    seq @int NOT NULL,
    facts TEXT NOT NULL,
    taken_back @int,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, one_id) REFERENCES child (county_id, id),
    FOREIGN KEY (county_id, other_id) REFERENCES child (county_id, id),
    FOREIGN KEY (county_id, seq) REFERENCES register_commit (county_id, seq)
);

-- What an entry counts for, for each child, by the one definition of the domain: one row a revision,
-- from the commit that wrote it to the commit that replaced it. `marks` are bits.
CREATE TABLE credit (
    county_id @uuid NOT NULL,
    child_id @uuid NOT NULL,
    log_id @uuid NOT NULL,
    on_day DATE NOT NULL,
    kind TEXT NOT NULL,
    marks @int NOT NULL,
    from_seq @int NOT NULL,
    to_seq @int,
    PRIMARY KEY (county_id, log_id, child_id, from_seq),
    FOREIGN KEY (county_id, child_id) REFERENCES child (county_id, id),
    FOREIGN KEY (county_id, log_id) REFERENCES log (county_id, id)
);
-- All that is read of a time, so that nothing is looked up beside it.
CREATE INDEX credit_now ON credit (county_id, child_id, on_day, marks, kind, log_id) WHERE to_seq IS NULL;

-- What an entry says each of its children was given, by the one definition of the domain, as it says it now: what is
-- summed. Who gave it and what it was lie sealed in the entry.
CREATE TABLE donation (
    county_id @uuid NOT NULL,
    log_id @uuid NOT NULL,
    on_day DATE NOT NULL,
    things_each @int NOT NULL,
    fen_each @int NOT NULL,
    receipts BOOLEAN NOT NULL,
    -- What a school gave to many at once, of which the entry is a part.
    campaign_id @uuid,
    PRIMARY KEY (county_id, log_id),
    FOREIGN KEY (county_id, log_id) REFERENCES log (county_id, id)
);
CREATE INDEX donation_day ON donation (county_id, on_day);
CREATE INDEX donation_campaign ON donation (county_id, campaign_id) WHERE campaign_id IS NOT NULL;

CREATE TABLE log_revision (
    county_id @uuid NOT NULL,
    log_id @uuid NOT NULL,
    revision @int NOT NULL,
    state @bytes NOT NULL,
    op_id @uuid,
    received_at @instant NOT NULL,
    PRIMARY KEY (county_id, log_id, revision),
    FOREIGN KEY (county_id, log_id) REFERENCES log (county_id, id)
);

CREATE TABLE op (
    county_id @uuid NOT NULL,
    device_id @uuid NOT NULL,
    n @int NOT NULL,
    op_id @uuid,
    hash TEXT NOT NULL,
    settlement TEXT NOT NULL,
    refused @bytes,
    received_at @instant NOT NULL,
    PRIMARY KEY (county_id, device_id, n),
    UNIQUE (county_id, op_id),
    FOREIGN KEY (county_id, device_id) REFERENCES device (county_id, id)
);

-- Operations of a later version, kept whole until this server understands them.
CREATE TABLE kept_op (
    county_id @uuid NOT NULL,
    op_id @uuid NOT NULL,
    device_id @uuid NOT NULL,
    n @int NOT NULL,
    op @bytes NOT NULL,
    received_at @instant NOT NULL,
    settlement TEXT,
    refused BOOLEAN NOT NULL DEFAULT FALSE,
    seq @int,
    PRIMARY KEY (county_id, op_id),
    FOREIGN KEY (county_id, device_id) REFERENCES device (county_id, id)
);
CREATE INDEX kept_op_device ON kept_op (county_id, device_id);

-- Work on a child who had moved on, and what the school said of it.
CREATE TABLE parked (
    county_id @uuid NOT NULL,
    op_id @uuid NOT NULL,
    account_id @uuid NOT NULL,
    child_id @uuid NOT NULL,
    -- Children whose school has said already that it stands.
    heard TEXT NOT NULL,
    body @bytes NOT NULL,
    received_at @instant NOT NULL,
    accepted BOOLEAN,
    resolved_by @uuid,
    resolved_at @instant,
    PRIMARY KEY (county_id, op_id),
    FOREIGN KEY (county_id, account_id) REFERENCES account (county_id, id),
    FOREIGN KEY (county_id, child_id) REFERENCES child (county_id, id),
    FOREIGN KEY (county_id, resolved_by) REFERENCES account (county_id, id)
);
CREATE INDEX parked_child ON parked (county_id, child_id);

-- What a coordinator proposes and the school's lead has not agreed to; what was decided stays.
CREATE TABLE pairing_proposal (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    school_id @uuid NOT NULL,
    asked_by @uuid NOT NULL,
    body @bytes NOT NULL,
    asked_at @instant NOT NULL,
    accepted BOOLEAN,
    resolved_by @uuid,
    resolved_at @instant,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, school_id) REFERENCES school (county_id, id),
    FOREIGN KEY (county_id, asked_by) REFERENCES account (county_id, id),
    FOREIGN KEY (county_id, resolved_by) REFERENCES account (county_id, id)
);
CREATE INDEX pairing_proposal_school ON pairing_proposal (county_id, school_id);

CREATE TABLE feedback (
    county_id @uuid NOT NULL,
    op_id @uuid NOT NULL,
    account_id @uuid NOT NULL,
    text @bytes NOT NULL,
    captured_at @instant NOT NULL,
    PRIMARY KEY (county_id, op_id),
    FOREIGN KEY (county_id, account_id) REFERENCES account (county_id, id)
);

-- What left the house as a workbook, on paper or as text: who took it, and for what. Rows are only added.
CREATE TABLE taken_out (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    -- None for what is of the county.
    school_id @uuid,
    kind TEXT NOT NULL,
    child_id @uuid,
    class_name TEXT,
    mentor_id @uuid,
    campaign_id @uuid,
    -- What was chosen of figures.
    from_day DATE,
    to_day DATE,
    activity TEXT,
    lack TEXT,
    numbers BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    words @bytes NOT NULL,
    account_id @uuid NOT NULL,
    at @instant NOT NULL,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, school_id) REFERENCES school (county_id, id),
    FOREIGN KEY (county_id, account_id) REFERENCES account (county_id, id)
);
CREATE INDEX taken_out_school ON taken_out (county_id, school_id, at);

-- What somebody filled in of a year's figures that the register does not hold: published sums, of nobody. Rows are only
-- added; of each gap the last holds.
CREATE TABLE filled_figure (
    county_id @uuid NOT NULL,
    year @int NOT NULL,
    gap TEXT NOT NULL,
    seq @int NOT NULL,
    count @int,
    fen @int,
    account_id @uuid NOT NULL,
    at @instant NOT NULL,
    PRIMARY KEY (county_id, year, gap, seq),
    FOREIGN KEY (county_id, account_id) REFERENCES account (county_id, id)
);

-- A picture is its sender's: under the same identifier somebody else's is another one.
CREATE TABLE photo (
    county_id @uuid NOT NULL,
    -- Of the account and of what the account calls it.
    id @uuid NOT NULL,
    account_id @uuid NOT NULL,
    photo_id @uuid NOT NULL,
    sha256 TEXT NOT NULL,
    bytes @int NOT NULL,
    received @int NOT NULL,
    expected_at @instant NOT NULL,
    -- The picture's key for its entry; for the county as long as the entry is not known; none of one that was erased.
    opens @bytes,
    -- It was of a child who was erased: it is wanted no more, should it still come.
    erased BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (county_id, id),
    UNIQUE (county_id, account_id, photo_id),
    FOREIGN KEY (county_id, account_id) REFERENCES account (county_id, id)
);

CREATE TABLE photo_chunk (
    county_id @uuid NOT NULL,
    photo @uuid NOT NULL,
    at @int NOT NULL,
    data @bytes NOT NULL,
    PRIMARY KEY (county_id, photo, at),
    FOREIGN KEY (county_id, photo) REFERENCES photo (county_id, id)
);

-- Pictures come after the entry that names them, so a tie may be there before its picture, which is the author's.
CREATE TABLE log_photo (
    county_id @uuid NOT NULL,
    photo_id @uuid NOT NULL,
    log_id @uuid NOT NULL,
    PRIMARY KEY (county_id, photo_id, log_id),
    FOREIGN KEY (county_id, log_id) REFERENCES log (county_id, id)
);

-- What a guardian asks of a child's file, and what was decided. The words lie under the child's key and go with it.
CREATE TABLE erasure_request (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    child_id @uuid NOT NULL,
    school_id @uuid NOT NULL,
    kind TEXT NOT NULL,
    asked_on DATE NOT NULL,
    words @bytes,
    account_id @uuid NOT NULL,
    at @instant NOT NULL,
    granted BOOLEAN,
    decided_by @uuid,
    decided_at @instant,
    answer @bytes,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, child_id) REFERENCES child (county_id, id),
    FOREIGN KEY (county_id, school_id) REFERENCES school (county_id, id),
    FOREIGN KEY (county_id, account_id) REFERENCES account (county_id, id),
    FOREIGN KEY (county_id, decided_by) REFERENCES account (county_id, id)
);
CREATE INDEX erasure_request_child ON erasure_request (county_id, child_id);

-- That a child was erased: when, by whom, why and how much. It names nobody, and is never removed.
CREATE TABLE erasure (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    child_id @uuid NOT NULL,
    at @instant NOT NULL,
    by_id @uuid,
    ground TEXT NOT NULL,
    left_on DATE,
    entries @int NOT NULL,
    shared @int NOT NULL,
    photos @int NOT NULL,
    answers @int NOT NULL,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, child_id) REFERENCES child (county_id, id),
    FOREIGN KEY (county_id, by_id) REFERENCES account (county_id, id)
);

-- Entries that went with their children, or were refused because those were erased: what their author says of them later
-- is not wanted. Identifiers only.
CREATE TABLE gone_entry (
    county_id @uuid NOT NULL,
    account_id @uuid NOT NULL,
    log_id @uuid NOT NULL,
    PRIMARY KEY (county_id, account_id, log_id),
    FOREIGN KEY (county_id, account_id) REFERENCES account (county_id, id)
);

CREATE TABLE access_head (
    county_id @uuid PRIMARY KEY REFERENCES county (id),
    n @int NOT NULL,
    hash TEXT NOT NULL
);

CREATE TABLE access_log (
    county_id @uuid NOT NULL,
    n @int NOT NULL,
    at @instant NOT NULL,
    -- None for whoever works at the server's own machine.
    account_id @uuid,
    affected_id @uuid,
    action TEXT NOT NULL,
    subject @uuid NOT NULL,
    reason TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (county_id, n),
    FOREIGN KEY (county_id, account_id) REFERENCES account (county_id, id),
    FOREIGN KEY (county_id, affected_id) REFERENCES account (county_id, id)
);

-- What somebody is told of an entry of the access log that affects them.
CREATE TABLE notice (
    county_id @uuid NOT NULL,
    id @uuid NOT NULL,
    account_id @uuid NOT NULL,
    at @instant NOT NULL,
    act TEXT NOT NULL,
    -- None for whoever works at the server's own machine.
    by_id @uuid,
    seq @int NOT NULL,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, account_id) REFERENCES account (county_id, id),
    FOREIGN KEY (county_id, by_id) REFERENCES account (county_id, id),
    FOREIGN KEY (county_id, seq) REFERENCES register_commit (county_id, seq)
);
CREATE INDEX notice_account ON notice (county_id, account_id, seq);
