-- What a proposal is about, so that the cards of others close when it is decided.
ALTER TABLE "proposal_row" ADD COLUMN "subject" TEXT NULL;
CREATE INDEX "IX_proposal_row_subject_state" ON "proposal_row" ("subject", "state");
