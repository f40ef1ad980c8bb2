CREATE TABLE "account" (
    "id" TEXT NOT NULL CONSTRAINT "PK_account" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "domain" TEXT NULL,
    "country" TEXT NULL,
    "postal_code" TEXT NULL,
    "industry" TEXT NULL,
    "segment" TEXT NULL,
    "parent_id" TEXT NULL,
    "owner_person_id" TEXT NULL,
    "named" INTEGER NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "account_key_row" (
    "account_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_account_key_row" PRIMARY KEY ("kind", "key", "account_id")
);

CREATE TABLE "audit_entry" (
    "seq" INTEGER NOT NULL CONSTRAINT "PK_audit_entry" PRIMARY KEY AUTOINCREMENT,
    "at" TEXT NOT NULL,
    "actor_person_id" TEXT NOT NULL,
    "on_behalf_of" TEXT NULL,
    "channel" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "entity_ref" TEXT NOT NULL,
    "before" TEXT NULL,
    "after" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "calendar_row" (
    "id" TEXT NOT NULL CONSTRAINT "PK_calendar_row" PRIMARY KEY,
    "time_zone" TEXT NOT NULL,
    "weekdays" TEXT NOT NULL,
    "opens" TEXT NOT NULL,
    "closes" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "certification" (
    "id" TEXT NOT NULL CONSTRAINT "PK_certification" PRIMARY KEY,
    "person_id" TEXT NOT NULL,
    "product_family" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "issued_on" TEXT NOT NULL,
    "expires_on" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "change_row" (
    "seq" INTEGER NOT NULL CONSTRAINT "PK_change_row" PRIMARY KEY AUTOINCREMENT,
    "at" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "idempotency_key" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "command_key" (
    "key" TEXT NOT NULL CONSTRAINT "PK_command_key" PRIMARY KEY,
    "request_hash" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "compliance_item" (
    "id" TEXT NOT NULL CONSTRAINT "PK_compliance_item" PRIMARY KEY,
    "partner_org_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "country" TEXT NULL,
    "valid_from" TEXT NOT NULL,
    "valid_to" TEXT NULL,
    "verified_by" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "compliance_rule" (
    "kind" TEXT NOT NULL CONSTRAINT "PK_compliance_rule" PRIMARY KEY,
    "countries" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "counter" (
    "name" TEXT NOT NULL CONSTRAINT "PK_counter" PRIMARY KEY,
    "value" INTEGER NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "deal_registration" (
    "id" TEXT NOT NULL CONSTRAINT "PK_deal_registration" PRIMARY KEY,
    "partner_org_id" TEXT NOT NULL,
    "submitted_by" TEXT NOT NULL,
    "on_behalf_by" TEXT NULL,
    "kind" TEXT NOT NULL,
    "customer_name" TEXT NOT NULL,
    "customer_domain" TEXT NULL,
    "customer_country" TEXT NOT NULL,
    "customer_postal_code" TEXT NULL,
    "account_id" TEXT NULL,
    "product_id" TEXT NOT NULL,
    "product_family" TEXT NOT NULL,
    "amount_minor" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "expected_close" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "status_since" TEXT NOT NULL,
    "receipt_seq" INTEGER NULL,
    "submitted_at" TEXT NULL,
    "decision_due" TEXT NULL,
    "approved_at" TEXT NULL,
    "approved_by" TEXT NULL,
    "protected_until" TEXT NULL,
    "extension_count" INTEGER NOT NULL,
    "opportunity_id" TEXT NULL,
    "outcome" TEXT NULL,
    "conflict_state" TEXT NOT NULL,
    "reject_reason" TEXT NULL,
    "protection_key" TEXT NULL,
    "rule_set_version" INTEGER NULL,
    "version" INTEGER NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "dispute" (
    "id" TEXT NOT NULL CONSTRAINT "PK_dispute" PRIMARY KEY,
    "registration_id" TEXT NOT NULL,
    "partner_org_id" TEXT NOT NULL,
    "other_registration_id" TEXT NULL,
    "other_partner_org_id" TEXT NULL,
    "state" TEXT NOT NULL,
    "opened_at" TEXT NOT NULL,
    "ruling" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "engagement_rule" (
    "key" TEXT NOT NULL CONSTRAINT "PK_engagement_rule" PRIMARY KEY,
    "value" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "evidence" (
    "id" TEXT NOT NULL CONSTRAINT "PK_evidence" PRIMARY KEY,
    "registration_id" TEXT NOT NULL,
    "added_by" TEXT NOT NULL,
    "added_at" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "exclusion" (
    "id" TEXT NOT NULL CONSTRAINT "PK_exclusion" PRIMARY KEY,
    "account_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "except_org_ids" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "valid_from" TEXT NULL,
    "valid_to" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "fx_rate" (
    "base" TEXT NOT NULL,
    "quote" TEXT NOT NULL,
    "as_of" TEXT NOT NULL,
    "rate" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_fx_rate" PRIMARY KEY ("base", "quote", "as_of")
);

CREATE TABLE "holiday" (
    "calendar_id" TEXT NOT NULL,
    "date" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_holiday" PRIMARY KEY ("calendar_id", "date")
);

CREATE TABLE "lead" (
    "id" TEXT NOT NULL CONSTRAINT "PK_lead" PRIMARY KEY,
    "account_hint" TEXT NOT NULL,
    "country" TEXT NULL,
    "product_id" TEXT NULL,
    "source" TEXT NOT NULL,
    "score" INTEGER NULL,
    "received_at" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "partner_org_id" TEXT NULL,
    "offered_at" TEXT NULL,
    "accepted_at" TEXT NULL,
    "first_touch_at" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "opportunity" (
    "id" TEXT NOT NULL CONSTRAINT "PK_opportunity" PRIMARY KEY,
    "account_id" TEXT NULL,
    "product_id" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "amount_minor" INTEGER NULL,
    "currency" TEXT NULL,
    "close_date" TEXT NULL,
    "source" TEXT NOT NULL,
    "partner_org_id" TEXT NULL,
    "owner_person_id" TEXT NULL,
    "created_at" TEXT NULL,
    "last_activity_at" TEXT NULL,
    "outcome" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "organization_row" (
    "id" TEXT NOT NULL CONSTRAINT "PK_organization_row" PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "domain" TEXT NULL,
    "country" TEXT NULL,
    "teams_tenant_id" TEXT NULL,
    "slack_team_id" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "partner" (
    "organization_id" TEXT NOT NULL CONSTRAINT "PK_partner" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "types" TEXT NOT NULL,
    "tier" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "manager_person_id" TEXT NULL,
    "home_region" TEXT NULL,
    "country" TEXT NULL,
    "languages" TEXT NOT NULL,
    "industries" TEXT NOT NULL,
    "product_families" TEXT NOT NULL,
    "agreement_from" TEXT NULL,
    "agreement_to" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "partner_account" (
    "id" TEXT NOT NULL CONSTRAINT "PK_partner_account" PRIMARY KEY,
    "partner_org_id" TEXT NOT NULL,
    "population" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "domain" TEXT NULL,
    "country" TEXT NULL,
    "postal_code" TEXT NULL,
    "city" TEXT NULL,
    "phone" TEXT NULL,
    "industry" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "partner_territory" (
    "partner_org_id" TEXT NOT NULL,
    "territory_id" TEXT NOT NULL,
    "exclusive" INTEGER NOT NULL,
    "valid_from" TEXT NULL,
    "valid_to" TEXT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_partner_territory" PRIMARY KEY ("partner_org_id", "territory_id")
);

CREATE TABLE "person" (
    "id" TEXT NOT NULL CONSTRAINT "PK_person" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "email" TEXT NULL,
    "organization_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "region" TEXT NULL,
    "time_zone" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "teams_object_id" TEXT NULL,
    "slack_user_id" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "product" (
    "id" TEXT NOT NULL CONSTRAINT "PK_product" PRIMARY KEY,
    "family" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "registration_key" (
    "registration_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_registration_key" PRIMARY KEY ("kind", "key", "registration_id")
);

CREATE TABLE "registration_note" (
    "registration_id" TEXT NOT NULL CONSTRAINT "PK_registration_note" PRIMARY KEY,
    "partner_org_id" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "sharing_rule" (
    "id" TEXT NOT NULL CONSTRAINT "PK_sharing_rule" PRIMARY KEY,
    "partner_org_id" TEXT NULL,
    "population" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "fields" TEXT NOT NULL,
    "granted_by" TEXT NULL,
    "valid_from" TEXT NULL,
    "valid_to" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "stage_entry" (
    "opportunity_id" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "entered_on" TEXT NOT NULL,
    "left_on" TEXT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_stage_entry" PRIMARY KEY ("opportunity_id", "stage", "entered_on")
);

CREATE TABLE "stored_trace" (
    "registration_id" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "rule_set_version" INTEGER NOT NULL,
    "verdict" TEXT NOT NULL,
    "snapshot" TEXT NOT NULL,
    "findings" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_stored_trace" PRIMARY KEY ("registration_id", "at")
);

CREATE TABLE "territory" (
    "id" TEXT NOT NULL CONSTRAINT "PK_territory" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "parent_id" TEXT NULL,
    "countries" TEXT NOT NULL,
    "postal_prefixes" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE INDEX "IX_account_owner_person_id" ON "account" ("owner_person_id");

CREATE INDEX "IX_account_key_row_account_id" ON "account_key_row" ("account_id");

CREATE INDEX "IX_audit_entry_entity_ref" ON "audit_entry" ("entity_ref");

CREATE INDEX "IX_certification_person_id" ON "certification" ("person_id");

CREATE INDEX "IX_compliance_item_partner_org_id" ON "compliance_item" ("partner_org_id");

CREATE INDEX "IX_deal_registration_account_id" ON "deal_registration" ("account_id");

CREATE INDEX "IX_deal_registration_partner_org_id_status" ON "deal_registration" ("partner_org_id", "status");

CREATE INDEX "IX_deal_registration_status_protected_until" ON "deal_registration" ("status", "protected_until");

CREATE UNIQUE INDEX "IX_deal_registration_tenant_id_protection_key" ON "deal_registration" ("tenant_id", "protection_key");

CREATE UNIQUE INDEX "IX_deal_registration_tenant_id_receipt_seq" ON "deal_registration" ("tenant_id", "receipt_seq");

CREATE INDEX "IX_evidence_registration_id" ON "evidence" ("registration_id");

CREATE INDEX "IX_exclusion_account_id" ON "exclusion" ("account_id");

CREATE INDEX "IX_opportunity_account_id" ON "opportunity" ("account_id");

CREATE INDEX "IX_opportunity_owner_person_id" ON "opportunity" ("owner_person_id");

CREATE INDEX "IX_partner_account_partner_org_id" ON "partner_account" ("partner_org_id");

CREATE INDEX "IX_person_organization_id" ON "person" ("organization_id");

CREATE INDEX "IX_registration_key_registration_id" ON "registration_key" ("registration_id");

