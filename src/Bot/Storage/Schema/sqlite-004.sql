CREATE TABLE "nudge_mute" (
    "person_id" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "until" TEXT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_nudge_mute" PRIMARY KEY ("person_id", "subject_id")
);

CREATE TABLE "nudge_said" (
    "person_id" TEXT NOT NULL,
    "opportunity_id" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_nudge_said" PRIMARY KEY ("person_id", "opportunity_id", "day")
);
