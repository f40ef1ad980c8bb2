-- The tenant, of which there is one, stood first in these: a search for one account's claims took them for a good way in and read every claim.
DROP INDEX "IX_deal_registration_tenant_id_protection_key";
DROP INDEX "IX_deal_registration_tenant_id_receipt_seq";
CREATE UNIQUE INDEX "IX_deal_registration_protection_key_tenant_id" ON "deal_registration" ("protection_key", "tenant_id");
CREATE UNIQUE INDEX "IX_deal_registration_receipt_seq_tenant_id" ON "deal_registration" ("receipt_seq", "tenant_id");
CREATE INDEX "IX_partner_territory_territory_id" ON "partner_territory" ("territory_id") WHERE "exclusive";
