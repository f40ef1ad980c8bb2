-- The audit trail is chained: one row for every sealed entry, and one for every stretch of the chain.
CREATE TABLE audit_chain (
    epoch integer NOT NULL,
    chain_id text COLLATE "C" NOT NULL,
    started_at text COLLATE "C" NOT NULL,
    first_number bigint NOT NULL,
    previous text COLLATE "C" NOT NULL,
    hash text COLLATE "C" NOT NULL,
    lost_chain text COLLATE "C",
    lost_hash text COLLATE "C",
    tenant_id text COLLATE "C" NOT NULL,
    CONSTRAINT "PK_audit_chain" PRIMARY KEY (epoch)
);

CREATE TABLE audit_seal (
    number bigint NOT NULL,
    seq bigint NOT NULL,
    form integer NOT NULL,
    hash text COLLATE "C" NOT NULL,
    tenant_id text COLLATE "C" NOT NULL,
    CONSTRAINT "PK_audit_seal" PRIMARY KEY (number)
);

CREATE TABLE audit_state (
    name text COLLATE "C" NOT NULL,
    sealer text COLLATE "C",
    sealer_until text COLLATE "C",
    restore_seen_at text COLLATE "C",
    tenant_id text COLLATE "C" NOT NULL,
    CONSTRAINT "PK_audit_state" PRIMARY KEY (name)
);

CREATE UNIQUE INDEX "IX_audit_chain_chain_id" ON audit_chain (chain_id);
CREATE UNIQUE INDEX "IX_audit_seal_seq" ON audit_seal (seq);

-- A guard against mistakes of our own; the chain is what proves. Development's reset of the demo leaves a row that lets it pass.
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM counter WHERE name = 'audit.reset') THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;

CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_chain_append_only BEFORE UPDATE OR DELETE ON audit_chain FOR EACH ROW EXECUTE FUNCTION audit_append_only();
