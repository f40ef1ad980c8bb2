using System.Globalization;

namespace CoSellBot.Agents.Understanding;

/// <summary>A tool to call with what was said.</summary>
internal sealed record ToolChoice(string Tool, Dictionary<string, string?> Arguments)
{
    public ToolChoice(string tool)
        : this(tool, [])
    {
    }
}

/// <summary>Chooses the tool for a message from what it names, what it seems to want and what is in hand. Pure; the same input gives the same choice.</summary>
internal static class DialoguePolicy
{
    /// <summary>Tools whose question can be asked again for another company.</summary>
    private static readonly string[] Repeatable = ["deal_status", "open_opportunities", "who_else"];

    public static ToolChoice Choose(AgentSession session, MessageSlots slots, string intent, string text)
    {
        if (intent == "cancel" && !PlainWords.AsksToStop(text))
        {
            intent = IntentClassifier.OutOfScope;
        }

        // Asked for a question, a question is the answer.
        if (session.Awaiting is { } awaiting && intent != "cancel" && !text.Equals("help", StringComparison.OrdinalIgnoreCase) && (!IsQuestion(text) || awaiting.StartsWith("question:", StringComparison.Ordinal)))
        {
            return awaiting.StartsWith("proof:", StringComparison.Ordinal)
                ? new ToolChoice("add_proof", new() { ["deal"] = slots.Deal ?? awaiting["proof:".Length..], ["text"] = text })
                : new ToolChoice("ask_contact", new() { ["text"] = text });
        }

        if (PlainWords.IsSmallTalk(text))
        {
            return new ToolChoice("small_talk");
        }

        if (LooksLikeRegistration(slots, intent, text))
        {
            return Register(slots, restart: session.Asked != "customer" || session.Draft is null || Weight(slots) >= 3);
        }

        return session.Draft is not null && Continue(session, slots, intent, text) is { } next ? next : Begin(session, slots, intent, text);
    }

    // A company with an amount and one thing more is a registration, whatever words stand around it.
    private static bool LooksLikeRegistration(MessageSlots slots, string intent, string text) =>
        PlainWords.IsForm(text)
        || (slots.Company is not null && intent is "register_deal" or "correct" or "my_deals" or "add_proof" or IntentClassifier.OutOfScope
            && slots.Amount is not null && Weight(slots) >= (intent == "correct" ? 3 : 2));

    private static int Weight(MessageSlots slots) =>
        (slots.Amount is null ? 0 : 1) + (slots.Product is null ? 0 : 1) + (slots.Partner is null ? 0 : 1) + (slots.Date is null ? 0 : 1);

    // A registration is in hand: an answer, a correction, or a change of subject that leaves it as it is.
    private static ToolChoice? Continue(AgentSession session, MessageSlots slots, string intent, string text)
    {
        var answers = session.Asked switch
        {
            "customer" => slots.Company is not null || slots.IsNewCustomer,
            "partner" => slots.Partner is not null,
            "product" => slots.Product is not null,
            "amount" => slots.Amount is not null,
            "currency" => slots.Currency is not null || slots.CurrencyChoices.Count > 0,
            "close" => slots.Date is not null || slots.DateIsInvalid,
            "country" => slots.Country is not null,
            "kind" => slots.Kind is not null,
            _ => false,
        };
        if (intent == "register_deal" && slots.Company is not null && !answers)
        {
            return Register(slots, restart: true);
        }

        // Only what is surely meant as a company replaces the one in hand: "double it" is no customer.
        var mayName = session.Asked == "customer" || slots.Company?.Contains('.', StringComparison.Ordinal) == true || PlainWords.NamesACustomer(text);
        var kept = mayName ? slots : slots with { Company = null };
        if (answers || (kept.HasDealSlot && intent is "correct" or "register_deal" or IntentClassifier.OutOfScope or "confirm"))
        {
            return Register(kept, restart: false);
        }

        if (intent is not (IntentClassifier.OutOfScope or "confirm" or "correct" or "register_deal"))
        {
            return null;
        }

        // Free answers: the whole message is the name that was asked for.
        return session.Asked switch
        {
            "customer" when YesNo.Read(text) is null && !IsQuestion(text) => new ToolChoice("register_deal", new() { ["customer"] = text }),
            "partner" when YesNo.Read(text) is null && !IsQuestion(text) => new ToolChoice("register_deal", new() { ["partner"] = text }),
            "country" when Countries.Code(text) is { } code => new ToolChoice("register_deal", new() { ["country"] = code }),
            not null => new ToolChoice("register_deal"),
            null when intent == "confirm" => new ToolChoice("how_to_confirm"),
            null => new ToolChoice("change"),
        };
    }

    private static ToolChoice Begin(AgentSession session, MessageSlots slots, string intent, string text)
    {
        if (PlainWords.IsFollowUp(text) && slots.Company is not null && session.LastTool is { } last && Repeatable.Contains(last))
        {
            return new ToolChoice(last, new() { ["customer"] = slots.Company });
        }

        // "And Orion?" asks for a firm's deals; the answer is the same for any name that is not of this place.
        if (PlainWords.IsFollowUp(text) && (slots.Partner ?? (session.LastTool == "my_deals" ? slots.Company : null)) is { } firm)
        {
            return new ToolChoice("my_deals", new() { ["partner"] = firm });
        }

        if (session.OpenProposal is null && PlainWords.IsBareRegister(text) && text.Length > 2)
        {
            return Register(slots with { Company = null }, restart: true);
        }

        return intent switch
        {
            "register_deal" => Register(slots, restart: true),
            "deal_status" => new ToolChoice("deal_status", new() { ["deal"] = slots.Deal ?? (slots.Company is null ? session.LastDeal : null), ["customer"] = slots.Company }),
            "my_deals" => new ToolChoice("my_deals", new() { ["partner"] = slots.Partner, ["page"] = slots.Page?.ToString(CultureInfo.InvariantCulture) }),
            "withdraw_deal" => PlainWords.AsksToWithdraw(text)
                ? new ToolChoice("withdraw_deal", new() { ["deal"] = slots.Deal, ["customer"] = slots.Company })
                : new ToolChoice("cannot_do"),
            "add_proof" => new ToolChoice("add_proof", new() { ["deal"] = slots.Deal, ["customer"] = slots.Company }),
            "explain_rules" => new ToolChoice("explain_rules", new() { ["question"] = text }),
            "who_else" => PlainWords.AsksWhoDecides(text)
                ? new ToolChoice("explain_rules", new() { ["question"] = text })
                : new ToolChoice("who_else", new() { ["customer"] = slots.Company }),
            "ask_contact" => new ToolChoice("ask_contact"),
            "open_opportunities" => new ToolChoice("open_opportunities", new() { ["customer"] = slots.Company }),
            "correct" => new ToolChoice("change"),
            "who_can_read" or "help" or "cancel" => new ToolChoice(intent),
            // Only a plain yes directly after the card confirms; anything that merely sounds like one is shown how.
            "confirm" => new ToolChoice("how_to_confirm"),
            // A bare deal number can only ask for its status.
            _ when slots.Deal is not null => new ToolChoice("deal_status", new() { ["deal"] = slots.Deal }),
            _ => new ToolChoice("cannot_do"),
        };
    }

    private static ToolChoice Register(MessageSlots slots, bool restart) => new("register_deal", new()
    {
        ["customer"] = slots.Company,
        ["partner"] = slots.Partner,
        ["product"] = slots.Product,
        ["amount"] = slots.Amount?.ToString(CultureInfo.InvariantCulture),
        ["currency"] = slots.Currency,
        ["currencyChoices"] = slots.CurrencyChoices.Count > 0 ? string.Join(',', slots.CurrencyChoices) : null,
        ["close"] = slots.DateIsInvalid ? "invalid" : slots.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["closeWords"] = slots.DateWords,
        ["country"] = slots.Country,
        ["kind"] = slots.Kind?.ToString(),
        ["newCustomer"] = slots.IsNewCustomer ? "true" : null,
        ["restart"] = restart ? "true" : null,
    });

    private static bool IsQuestion(string text) => text.EndsWith('?');
}
