CREATE TABLE "model_day" (
    "person_id" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "calls" INTEGER NOT NULL,
    "input_tokens" INTEGER NOT NULL,
    "output_tokens" INTEGER NOT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_model_day" PRIMARY KEY ("person_id", "day")
);
