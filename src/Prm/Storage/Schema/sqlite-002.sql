ALTER TABLE "deal_registration" ADD COLUMN "motion" TEXT NOT NULL DEFAULT 'New';
ALTER TABLE "deal_registration" ADD COLUMN "programme_minor" INTEGER NULL;
ALTER TABLE "deal_registration" ADD COLUMN "programme_currency" TEXT NULL;
ALTER TABLE "deal_registration" ADD COLUMN "rate" TEXT NULL;
ALTER TABLE "deal_registration" ADD COLUMN "rate_as_of" TEXT NULL;
ALTER TABLE "deal_registration" ADD COLUMN "answer_due" TEXT NULL;
ALTER TABLE "deal_registration" ADD COLUMN "time_left" INTEGER NULL;
ALTER TABLE "deal_registration" ADD COLUMN "unseen_changes" INTEGER NOT NULL DEFAULT 0;

-- Several runs of the rules on one claim may fall on one moment, so they are counted.
CREATE TABLE "stored_trace_new" (
    "registration_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    "rule_set_version" INTEGER NOT NULL,
    "verdict" TEXT NOT NULL,
    "snapshot" TEXT NOT NULL,
    "findings" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_stored_trace" PRIMARY KEY ("registration_id", "number")
);
INSERT INTO "stored_trace_new"
    SELECT "registration_id", row_number() OVER (PARTITION BY "registration_id" ORDER BY "at"), "at", "rule_set_version", "verdict", "snapshot", "findings", "tenant_id"
    FROM "stored_trace";
DROP TABLE "stored_trace";
ALTER TABLE "stored_trace_new" RENAME TO "stored_trace";

-- The numbers in force become the first published rule set.
CREATE TABLE "published_rules" (
    "version" INTEGER NOT NULL CONSTRAINT "PK_published_rules" PRIMARY KEY,
    "published_at" TEXT NOT NULL,
    "published_by" TEXT NOT NULL,
    "numbers" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);
INSERT INTO "published_rules"
    SELECT coalesce(max(CASE WHEN "key" = 'rule_set_version' THEN CAST("value" AS INTEGER) END), 1),
        strftime('%Y-%m-%dT%H:%M:%S.0000000Z', 'now'), 'import', json_group_object("key", "value"), "tenant_id"
    FROM "engagement_rule" GROUP BY "tenant_id";

CREATE TABLE "denied_party" (
    "id" TEXT NOT NULL CONSTRAINT "PK_denied_party" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "country" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);
CREATE INDEX "IX_denied_party_name_key" ON "denied_party" ("name_key");

CREATE TABLE "decision" (
    "id" TEXT NOT NULL CONSTRAINT "PK_decision" PRIMARY KEY,
    "registration_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" TEXT NULL,
    "reason" TEXT NULL,
    "text" TEXT NULL,
    "decided_by" TEXT NOT NULL,
    "for_person" TEXT NULL,
    "decided_at" TEXT NOT NULL,
    "tell_at" TEXT NOT NULL,
    "undone_at" TEXT NULL,
    "told_at" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);
CREATE INDEX "IX_decision_registration_id" ON "decision" ("registration_id");
CREATE INDEX "IX_decision_told_at_tell_at" ON "decision" ("told_at", "tell_at");

CREATE TABLE "approval_step" (
    "registration_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "person_id" TEXT NOT NULL,
    "for_person" TEXT NULL,
    "role" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_approval_step" PRIMARY KEY ("registration_id", "number")
);

CREATE TABLE "registration_question" (
    "id" TEXT NOT NULL CONSTRAINT "PK_registration_question" PRIMARY KEY,
    "registration_id" TEXT NOT NULL,
    "asked_by" TEXT NOT NULL,
    "asked_at" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "answered_by" TEXT NULL,
    "answered_at" TEXT NULL,
    "answer" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);
CREATE INDEX "IX_registration_question_registration_id" ON "registration_question" ("registration_id");

CREATE TABLE "extension_request" (
    "id" TEXT NOT NULL CONSTRAINT "PK_extension_request" PRIMARY KEY,
    "registration_id" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "requested_at" TEXT NOT NULL,
    "days" INTEGER NOT NULL,
    "reason" TEXT NULL,
    "state" TEXT NOT NULL,
    "decided_by" TEXT NULL,
    "decided_at" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);
CREATE INDEX "IX_extension_request_registration_id" ON "extension_request" ("registration_id");

CREATE TABLE "amendment" (
    "id" TEXT NOT NULL CONSTRAINT "PK_amendment" PRIMARY KEY,
    "registration_id" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "requested_at" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "product_family" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "amount_minor" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "expected_close" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "decided_by" TEXT NULL,
    "decided_at" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);
CREATE INDEX "IX_amendment_registration_id" ON "amendment" ("registration_id");

CREATE TABLE "evidence_file" (
    "evidence_id" TEXT NOT NULL CONSTRAINT "PK_evidence_file" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "content" BLOB NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "absence" (
    "id" TEXT NOT NULL CONSTRAINT "PK_absence" PRIMARY KEY,
    "person_id" TEXT NOT NULL,
    "first_day" TEXT NOT NULL,
    "last_day" TEXT NOT NULL,
    "delegate_id" TEXT NULL,
    "ended_at" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);
CREATE INDEX "IX_absence_person_id" ON "absence" ("person_id");

CREATE TABLE "declared_interest" (
    "person_id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "declared_at" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_declared_interest" PRIMARY KEY ("person_id", "subject")
);

CREATE INDEX "IX_deal_registration_status_decision_due" ON "deal_registration" ("status", "decision_due");
CREATE INDEX "IX_deal_registration_submitted_by_submitted_at" ON "deal_registration" ("submitted_by", "submitted_at");
CREATE INDEX "IX_deal_registration_partner_org_id_submitted_at" ON "deal_registration" ("partner_org_id", "submitted_at");
CREATE INDEX "IX_account_parent_id" ON "account" ("parent_id");
