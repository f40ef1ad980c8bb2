-- The audit trail is chained: one row for every sealed entry, and one for every stretch of the chain.
CREATE TABLE "audit_chain" (
    "epoch" INTEGER NOT NULL CONSTRAINT "PK_audit_chain" PRIMARY KEY,
    "chain_id" TEXT NOT NULL,
    "started_at" TEXT NOT NULL,
    "first_number" INTEGER NOT NULL,
    "previous" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "lost_chain" TEXT NULL,
    "lost_hash" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "audit_seal" (
    "number" INTEGER NOT NULL CONSTRAINT "PK_audit_seal" PRIMARY KEY,
    "seq" INTEGER NOT NULL,
    "form" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "audit_state" (
    "name" TEXT NOT NULL CONSTRAINT "PK_audit_state" PRIMARY KEY,
    "sealer" TEXT NULL,
    "sealer_until" TEXT NULL,
    "restore_seen_at" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE UNIQUE INDEX "IX_audit_chain_chain_id" ON "audit_chain" ("chain_id");

CREATE UNIQUE INDEX "IX_audit_seal_seq" ON "audit_seal" ("seq");

-- A guard against mistakes of our own; the chain is what proves. Development's reset of the demo leaves a row that lets it pass.
CREATE TRIGGER "audit_entry_no_update" BEFORE UPDATE ON "audit_entry"
BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END;

CREATE TRIGGER "audit_entry_no_delete" BEFORE DELETE ON "audit_entry" WHEN NOT EXISTS (SELECT 1 FROM "counter" WHERE "name" = 'audit.reset')
BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END;

CREATE TRIGGER "audit_seal_no_update" BEFORE UPDATE ON "audit_seal"
BEGIN SELECT RAISE(ABORT, 'audit_seal is append-only'); END;

CREATE TRIGGER "audit_seal_no_delete" BEFORE DELETE ON "audit_seal" WHEN NOT EXISTS (SELECT 1 FROM "counter" WHERE "name" = 'audit.reset')
BEGIN SELECT RAISE(ABORT, 'audit_seal is append-only'); END;

CREATE TRIGGER "audit_chain_no_update" BEFORE UPDATE ON "audit_chain"
BEGIN SELECT RAISE(ABORT, 'audit_chain is append-only'); END;

CREATE TRIGGER "audit_chain_no_delete" BEFORE DELETE ON "audit_chain" WHEN NOT EXISTS (SELECT 1 FROM "counter" WHERE "name" = 'audit.reset')
BEGIN SELECT RAISE(ABORT, 'audit_chain is append-only'); END;
