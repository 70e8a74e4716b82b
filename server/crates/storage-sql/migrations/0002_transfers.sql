-- A fact that contradicts another person's, and work on a child who had moved on.

ALTER TABLE fact ADD COLUMN disputes @uuid;

CREATE TABLE parked (
    op_id @uuid PRIMARY KEY,
    account_id @uuid NOT NULL REFERENCES account (id),
    child_id @uuid NOT NULL REFERENCES child (id),
    op TEXT NOT NULL,
    received_at @instant NOT NULL,
    accepted BOOLEAN,
    resolved_by @uuid REFERENCES account (id),
    resolved_at @instant
);
CREATE INDEX parked_child ON parked (child_id);
