-- Working time left is the clock's to know.
ALTER TABLE "deal_registration" DROP COLUMN "time_left";
ALTER TABLE "holiday" ADD COLUMN "ends" TEXT NULL;

CREATE TABLE "calendar_version" (
    "id" TEXT NOT NULL CONSTRAINT "PK_calendar_version" PRIMARY KEY,
    "hours" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "sla_clock" (
    "id" TEXT NOT NULL CONSTRAINT "PK_sla_clock" PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "record_id" TEXT NOT NULL,
    "subject_id" TEXT NULL,
    "calendar_version_id" TEXT NOT NULL,
    "target_seconds" INTEGER NOT NULL,
    "started_at" TEXT NOT NULL,
    "used_seconds" INTEGER NOT NULL,
    "runs_from" TEXT NULL,
    "due_at" TEXT NULL,
    "passed" TEXT NOT NULL,
    "next_at" TEXT NULL,
    "stopped_at" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);
CREATE INDEX "IX_sla_clock_next_at" ON "sla_clock" ("next_at");
CREATE INDEX "IX_sla_clock_record_id" ON "sla_clock" ("record_id");

CREATE TABLE "clock_pause" (
    "clock_id" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "until" TEXT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_clock_pause" PRIMARY KEY ("clock_id", "from")
);

CREATE TABLE "delegation" (
    "person_id" TEXT NOT NULL CONSTRAINT "PK_delegation" PRIMARY KEY,
    "delegate_id" TEXT NOT NULL,
    "since" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

-- Who has left the firm speaks for nobody any more.
ALTER TABLE "person" ADD COLUMN "left_on" TEXT NULL;
