-- One source for both engines. @uuid, @instant, @bytes and @int are words of the dialect.

CREATE TABLE county (
    id @uuid PRIMARY KEY,
    name TEXT NOT NULL,
    seq @int NOT NULL DEFAULT 0
);

CREATE TABLE rule_set (
    county_id @uuid PRIMARY KEY REFERENCES county (id),
    body TEXT NOT NULL,
    seq @int NOT NULL
);

CREATE TABLE school (
    id @uuid PRIMARY KEY,
    county_id @uuid NOT NULL REFERENCES county (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    town TEXT NOT NULL,
    UNIQUE (county_id, name)
);

CREATE TABLE account (
    id @uuid PRIMARY KEY,
    county_id @uuid NOT NULL REFERENCES county (id),
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    phone TEXT,
    password_hash TEXT,
    activation @bytes,
    activation_until @instant,
    disabled BOOLEAN NOT NULL DEFAULT FALSE
);

CREATE TABLE role_grant (
    account_id @uuid NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    school_id @uuid REFERENCES school (id)
);
CREATE INDEX role_grant_account ON role_grant (account_id);
CREATE INDEX role_grant_school ON role_grant (school_id);

CREATE TABLE device (
    id @uuid PRIMARY KEY,
    account_id @uuid NOT NULL REFERENCES account (id),
    label TEXT NOT NULL,
    recovery_key @bytes NOT NULL,
    last_n @int NOT NULL DEFAULT 0,
    revoked BOOLEAN NOT NULL DEFAULT FALSE,
    unsent @int NOT NULL DEFAULT 0,
    oldest_unsent @instant,
    rejected @int NOT NULL DEFAULT 0,
    added_at @instant NOT NULL
);
CREATE INDEX device_account ON device (account_id);

CREATE TABLE session (
    token_hash @bytes PRIMARY KEY,
    account_id @uuid NOT NULL REFERENCES account (id),
    device_id @uuid REFERENCES device (id),
    expires_at @instant NOT NULL
);
CREATE INDEX session_account ON session (account_id);

CREATE TABLE household (
    id @uuid PRIMARY KEY,
    county_id @uuid NOT NULL REFERENCES county (id),
    address TEXT NOT NULL,
    seq @int NOT NULL
);

CREATE TABLE child (
    id @uuid PRIMARY KEY,
    county_id @uuid NOT NULL REFERENCES county (id),
    school_id @uuid NOT NULL REFERENCES school (id),
    household_id @uuid NOT NULL REFERENCES household (id),
    name TEXT NOT NULL,
    sex TEXT,
    birth DATE,
    class_name TEXT NOT NULL,
    boarding BOOLEAN,
    entered_on DATE NOT NULL,
    id_number @bytes,
    id_digest TEXT,
    seq @int NOT NULL
);
CREATE INDEX child_school ON child (school_id, class_name);
CREATE INDEX child_household ON child (household_id);

CREATE TABLE adult (
    id @uuid PRIMARY KEY,
    county_id @uuid NOT NULL REFERENCES county (id),
    household_id @uuid NOT NULL REFERENCES household (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    relation TEXT NOT NULL,
    phone TEXT,
    seq @int NOT NULL
);
CREATE INDEX adult_household ON adult (household_id);

CREATE TABLE fact (
    id @uuid PRIMARY KEY,
    county_id @uuid NOT NULL REFERENCES county (id),
    household_id @uuid NOT NULL REFERENCES household (id),
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    seen_on DATE NOT NULL,
    author_id @uuid REFERENCES account (id),
    captured_at @instant NOT NULL,
    seq @int NOT NULL
);
CREATE INDEX fact_household ON fact (household_id, kind, seen_on);

CREATE TABLE pairing (
    id @uuid PRIMARY KEY,
    county_id @uuid NOT NULL REFERENCES county (id),
    child_id @uuid NOT NULL REFERENCES child (id),
    mentor_id @uuid NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    from_day DATE NOT NULL,
    to_day DATE,
    seq @int NOT NULL
);
CREATE INDEX pairing_child ON pairing (child_id);
CREATE INDEX pairing_mentor ON pairing (mentor_id);

CREATE TABLE log (
    id @uuid PRIMARY KEY,
    county_id @uuid NOT NULL REFERENCES county (id),
    author_id @uuid NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    mode TEXT NOT NULL,
    outcome TEXT NOT NULL,
    occurred_on DATE NOT NULL,
    body TEXT NOT NULL,
    captured_at @instant NOT NULL,
    revision @int NOT NULL,
    withdrawn BOOLEAN NOT NULL,
    followed_up_on DATE,
    seq @int NOT NULL
);
CREATE INDEX log_county_seq ON log (county_id, seq);

CREATE TABLE log_child (
    child_id @uuid NOT NULL REFERENCES child (id),
    log_id @uuid NOT NULL REFERENCES log (id),
    PRIMARY KEY (child_id, log_id)
);
CREATE INDEX log_child_log ON log_child (log_id);

CREATE TABLE log_revision (
    log_id @uuid NOT NULL REFERENCES log (id),
    revision @int NOT NULL,
    state TEXT NOT NULL,
    op_id @uuid,
    received_at @instant NOT NULL,
    PRIMARY KEY (log_id, revision)
);

CREATE TABLE op (
    device_id @uuid NOT NULL REFERENCES device (id),
    n @int NOT NULL,
    op_id @uuid UNIQUE,
    hash TEXT NOT NULL,
    settlement TEXT NOT NULL,
    rejected_op TEXT,
    received_at @instant NOT NULL,
    PRIMARY KEY (device_id, n)
);

CREATE TABLE feedback (
    op_id @uuid PRIMARY KEY,
    account_id @uuid NOT NULL REFERENCES account (id),
    text TEXT NOT NULL,
    captured_at @instant NOT NULL
);

CREATE TABLE photo (
    id @uuid PRIMARY KEY,
    account_id @uuid NOT NULL REFERENCES account (id),
    sha256 TEXT NOT NULL,
    bytes @int NOT NULL,
    received @int NOT NULL
);

CREATE TABLE photo_chunk (
    photo_id @uuid NOT NULL REFERENCES photo (id),
    at @int NOT NULL,
    data @bytes NOT NULL,
    PRIMARY KEY (photo_id, at)
);

CREATE TABLE log_photo (
    photo_id @uuid PRIMARY KEY,
    log_id @uuid NOT NULL REFERENCES log (id)
);
CREATE INDEX log_photo_log ON log_photo (log_id);

CREATE TABLE access_head (
    county_id @uuid PRIMARY KEY REFERENCES county (id),
    n @int NOT NULL,
    hash TEXT NOT NULL
);

CREATE TABLE access_log (
    county_id @uuid NOT NULL REFERENCES county (id),
    n @int NOT NULL,
    at @instant NOT NULL,
    account_id @uuid NOT NULL REFERENCES account (id),
    action TEXT NOT NULL,
    subject @uuid NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (county_id, n)
);
