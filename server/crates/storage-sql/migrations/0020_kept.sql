-- Operations of a later version, kept whole until this server understands them.

CREATE TABLE kept_op (
    op_id @uuid PRIMARY KEY,
    device_id @uuid NOT NULL REFERENCES device (id),
    n BIGINT NOT NULL,
    op TEXT NOT NULL,
    received_at @instant NOT NULL,
    settlement TEXT,
    refused BOOLEAN NOT NULL DEFAULT FALSE,
    seq BIGINT
);
CREATE INDEX kept_op_device ON kept_op (device_id);
