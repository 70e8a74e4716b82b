-- An entry for whole classes stays with who recorded it, whoever's children are in them.

ALTER TABLE log ADD COLUMN for_classes BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE log SET for_classes = TRUE WHERE body LIKE '%"classes":[%';
CREATE INDEX log_class_sessions ON log (author_id, seq) WHERE for_classes;
