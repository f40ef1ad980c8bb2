-- Disputes are taken in hand, weighed and ruled.
ALTER TABLE "dispute" ADD COLUMN "opportunity_id" TEXT NULL;
ALTER TABLE "dispute" ADD COLUMN "taken_by" TEXT NULL;
ALTER TABLE "dispute" ADD COLUMN "taken_at" TEXT NULL;
ALTER TABLE "dispute" ADD COLUMN "proposed_ruling" TEXT NULL;
ALTER TABLE "dispute" ADD COLUMN "proposed_by" TEXT NULL;
ALTER TABLE "dispute" ADD COLUMN "ruled_by" TEXT NULL;
ALTER TABLE "dispute" ADD COLUMN "ruled_at" TEXT NULL;
ALTER TABLE "dispute" ADD COLUMN "basis" TEXT NULL;
ALTER TABLE "dispute" ADD COLUMN "settled_at" TEXT NULL;
CREATE INDEX "IX_dispute_registration_id" ON "dispute" ("registration_id");
CREATE INDEX "IX_dispute_other_registration_id" ON "dispute" ("other_registration_id");
CREATE INDEX "IX_dispute_state" ON "dispute" ("state");

CREATE TABLE "dispute_proof" (
    "id" TEXT NOT NULL CONSTRAINT "PK_dispute_proof" PRIMARY KEY,
    "subject_id" TEXT NOT NULL,
    "text" TEXT NULL,
    "kind" TEXT NULL,
    "happened_on" TEXT NULL,
    "weighed_by" TEXT NULL,
    "weighed_at" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);
CREATE INDEX "IX_dispute_proof_subject_id" ON "dispute_proof" ("subject_id");

CREATE TABLE "credit_share" (
    "dispute_id" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "partner_org_id" TEXT NULL,
    "role" TEXT NOT NULL,
    "share" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_credit_share" PRIMARY KEY ("dispute_id", "subject_id")
);
CREATE INDEX "IX_credit_share_subject_id" ON "credit_share" ("subject_id");

-- A refusal that is looked at again is a new claim, linked to the one that was refused.
ALTER TABLE "deal_registration" ADD COLUMN "appeal_of" TEXT NULL;
-- A renewal goes to the end of the line.
ALTER TABLE "deal_registration" ADD COLUMN "in_line_since" TEXT NULL;
CREATE INDEX "IX_deal_registration_appeal_of" ON "deal_registration" ("appeal_of");
CREATE INDEX "IX_deal_registration_status_conflict_state" ON "deal_registration" ("status", "conflict_state");
