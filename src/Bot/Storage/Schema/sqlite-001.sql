CREATE TABLE "conversation_claim" (
    "key" TEXT NOT NULL CONSTRAINT "PK_conversation_claim" PRIMARY KEY,
    "owner" TEXT NULL,
    "claimed_until" TEXT NULL,
    "fence" INTEGER NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "inbox_message" (
    "seq" INTEGER NOT NULL CONSTRAINT "PK_inbox_message" PRIMARY KEY AUTOINCREMENT,
    "channel" TEXT NOT NULL,
    "installation_id" TEXT NOT NULL,
    "place_id" TEXT NOT NULL,
    "conversation_key" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "press_value" TEXT NULL,
    "pressed_message_id" TEXT NULL,
    "lane" TEXT NOT NULL,
    "received_at" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "next_at" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "installation" (
    "id" TEXT NOT NULL CONSTRAINT "PK_installation" PRIMARY KEY,
    "channel" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "notice" (
    "key" TEXT NOT NULL CONSTRAINT "PK_notice" PRIMARY KEY,
    "rule" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "argument" INTEGER NOT NULL,
    "due" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "next_at" TEXT NULL,
    "handled_at" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "outbox_message" (
    "seq" INTEGER NOT NULL CONSTRAINT "PK_outbox_message" PRIMARY KEY AUTOINCREMENT,
    "key" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "installation_id" TEXT NOT NULL,
    "place_id" TEXT NOT NULL,
    "conversation_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "reply" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "in_reply_to" INTEGER NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "next_at" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "proposal_row" (
    "id" TEXT NOT NULL CONSTRAINT "PK_proposal_row" PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "arguments" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "proposed_by" TEXT NOT NULL,
    "confirmers" TEXT NOT NULL,
    "card_readers" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "installation_id" TEXT NOT NULL,
    "place_id" TEXT NOT NULL,
    "conversation_key" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "expires_at" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "decided_by" TEXT NULL,
    "decided_at" TEXT NULL,
    "decided_with" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "session_row" (
    "conversation_key" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "json" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_session_row" PRIMARY KEY ("conversation_key", "person_id")
);

CREATE TABLE "setting_row" (
    "name" TEXT NOT NULL CONSTRAINT "PK_setting_row" PRIMARY KEY,
    "value" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "web_member" (
    "place_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "joined_after" INTEGER NOT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_web_member" PRIMARY KEY ("place_id", "person_id")
);

CREATE TABLE "web_message" (
    "message_id" TEXT NOT NULL CONSTRAINT "PK_web_message" PRIMARY KEY,
    "seq" INTEGER NOT NULL,
    "first_seq" INTEGER NOT NULL,
    "place_id" TEXT NOT NULL,
    "from_person_id" TEXT NULL,
    "at" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "buttons" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "web_place" (
    "id" TEXT NOT NULL CONSTRAINT "PK_web_place" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE UNIQUE INDEX "IX_inbox_message_channel_installation_id_conversation_key_message_id" ON "inbox_message" ("channel", "installation_id", "conversation_key", "message_id");

CREATE INDEX "IX_inbox_message_state_lane_seq" ON "inbox_message" ("state", "lane", "seq");

CREATE INDEX "IX_notice_handled_at_due" ON "notice" ("handled_at", "due");

CREATE UNIQUE INDEX "IX_outbox_message_key" ON "outbox_message" ("key");

CREATE INDEX "IX_outbox_message_message_id" ON "outbox_message" ("message_id");

CREATE INDEX "IX_outbox_message_state_seq" ON "outbox_message" ("state", "seq");

CREATE INDEX "IX_proposal_row_state_expires_at" ON "proposal_row" ("state", "expires_at");

CREATE INDEX "IX_web_member_person_id" ON "web_member" ("person_id");

CREATE INDEX "IX_web_message_place_id_seq" ON "web_message" ("place_id", "seq");

CREATE UNIQUE INDEX "IX_web_message_seq" ON "web_message" ("seq");

