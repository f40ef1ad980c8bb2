-- Disputes are taken in hand, weighed and ruled.
ALTER TABLE dispute ADD COLUMN opportunity_id text COLLATE "C";
ALTER TABLE dispute ADD COLUMN taken_by text COLLATE "C";
ALTER TABLE dispute ADD COLUMN taken_at text COLLATE "C";
ALTER TABLE dispute ADD COLUMN proposed_ruling text COLLATE "C";
ALTER TABLE dispute ADD COLUMN proposed_by text COLLATE "C";
ALTER TABLE dispute ADD COLUMN ruled_by text COLLATE "C";
ALTER TABLE dispute ADD COLUMN ruled_at text COLLATE "C";
ALTER TABLE dispute ADD COLUMN basis text COLLATE "C";
ALTER TABLE dispute ADD COLUMN settled_at text COLLATE "C";
CREATE INDEX "IX_dispute_registration_id" ON dispute (registration_id);
CREATE INDEX "IX_dispute_other_registration_id" ON dispute (other_registration_id);
CREATE INDEX "IX_dispute_state" ON dispute (state);

CREATE TABLE dispute_proof (
    id text COLLATE "C" NOT NULL,
    subject_id text COLLATE "C" NOT NULL,
    text text COLLATE "C",
    kind text COLLATE "C",
    happened_on date,
    weighed_by text COLLATE "C",
    weighed_at text COLLATE "C",
    tenant_id text COLLATE "C" NOT NULL,
    CONSTRAINT "PK_dispute_proof" PRIMARY KEY (id)
);
CREATE INDEX "IX_dispute_proof_subject_id" ON dispute_proof (subject_id);

CREATE TABLE credit_share (
    dispute_id text COLLATE "C" NOT NULL,
    subject_id text COLLATE "C" NOT NULL,
    partner_org_id text COLLATE "C",
    role text COLLATE "C" NOT NULL,
    share integer NOT NULL,
    at text COLLATE "C" NOT NULL,
    tenant_id text COLLATE "C" NOT NULL,
    CONSTRAINT "PK_credit_share" PRIMARY KEY (dispute_id, subject_id)
);
CREATE INDEX "IX_credit_share_subject_id" ON credit_share (subject_id);

-- A refusal that is looked at again is a new claim, linked to the one that was refused.
ALTER TABLE deal_registration ADD COLUMN appeal_of text COLLATE "C";
-- A renewal goes to the end of the line.
ALTER TABLE deal_registration ADD COLUMN in_line_since text COLLATE "C";
CREATE INDEX "IX_deal_registration_appeal_of" ON deal_registration (appeal_of);
CREATE INDEX "IX_deal_registration_status_conflict_state" ON deal_registration (status, conflict_state);
