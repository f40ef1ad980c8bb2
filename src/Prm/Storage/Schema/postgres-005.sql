-- Working time left is the clock's to know.
ALTER TABLE deal_registration DROP COLUMN time_left;
ALTER TABLE holiday ADD COLUMN ends text COLLATE "C";

CREATE TABLE calendar_version (
    id text COLLATE "C" NOT NULL,
    hours text COLLATE "C" NOT NULL,
    tenant_id text COLLATE "C" NOT NULL,
    CONSTRAINT "PK_calendar_version" PRIMARY KEY (id)
);

CREATE TABLE sla_clock (
    id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    record_id text COLLATE "C" NOT NULL,
    subject_id text COLLATE "C",
    calendar_version_id text COLLATE "C" NOT NULL,
    target_seconds bigint NOT NULL,
    started_at text COLLATE "C" NOT NULL,
    used_seconds bigint NOT NULL,
    runs_from text COLLATE "C",
    due_at text COLLATE "C",
    passed text COLLATE "C" NOT NULL,
    next_at text COLLATE "C",
    stopped_at text COLLATE "C",
    tenant_id text COLLATE "C" NOT NULL,
    CONSTRAINT "PK_sla_clock" PRIMARY KEY (id)
);
CREATE INDEX "IX_sla_clock_next_at" ON sla_clock (next_at);
CREATE INDEX "IX_sla_clock_record_id" ON sla_clock (record_id);

CREATE TABLE clock_pause (
    clock_id text COLLATE "C" NOT NULL,
    "from" text COLLATE "C" NOT NULL,
    until text COLLATE "C",
    tenant_id text COLLATE "C" NOT NULL,
    CONSTRAINT "PK_clock_pause" PRIMARY KEY (clock_id, "from")
);

CREATE TABLE delegation (
    person_id text COLLATE "C" NOT NULL,
    delegate_id text COLLATE "C" NOT NULL,
    since text COLLATE "C" NOT NULL,
    tenant_id text COLLATE "C" NOT NULL,
    CONSTRAINT "PK_delegation" PRIMARY KEY (person_id)
);

-- Who has left the firm speaks for nobody any more.
ALTER TABLE person ADD COLUMN left_on date;
