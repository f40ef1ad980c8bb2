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
    private static readonly string[] Repeatable = ["deal_status", "open_opportunities", "who_else", "coach"];

    private static readonly string[] TakesACustomer = ["add_proof", "coach", "snooze", "open_opportunities"];

    private const int FewWords = 6;
    private const double Unsure = 0.5;
    private const double LeastLanguage = 0.15;
    private const double Probable = 0.55;
    private const double Sure = 0.8;
    private const double Certain = 0.95;

    /// <summary>What a pasted text can be: a registration to look at, or nothing.</summary>
    public static ToolChoice FromPasted(MessageSlots slots) => slots.Company is not null || slots.Amount is not null
        ? new("register_deal", Register(slots, restart: true).Arguments.Append(new("pasted", "true")).ToDictionary())
        : new ToolChoice("cannot_do");

    public static ToolChoice Choose(AgentSession session, MessageSlots slots, Judged judged, string text)
    {
        var intent = judged.Intent;
        if (slots is { Company: null, Partner: { } firm, PartnerIsKnown: false } && TakesACustomer.Contains(intent))
        {
            // "What's my next move with Wingtip": a name in a partner's place that is no partner's, where only a customer fits.
            slots = slots with { Company = firm, Partner = null };
        }

        if (slots.Deal is not null && intent is "deal_status" or "withdraw_deal" or "add_proof" or "snooze" or "coach")
        {
            // The number says which; whatever else looks like a name does not.
            slots = slots with { Company = null };
        }

        if (slots is { Language: not null, Company: null, Deal: null } && judged.Confidence < Sure && intent is "who_can_read" or "help" or "explain_rules" or "ask_playbook" or IntentClassifier.OutOfScope && judged.Language >= LeastLanguage)
        {
            intent = "set_language"; // a language is named, and hardly anything else
        }

        if (session.Draft is not null && slots.HasDealSlot && (judged.Confidence < Unsure || (judged.Confidence < Sure && Judged.IsReading(intent) && !IsQuestion(text) && slots.Words.Count <= FewWords + 2)))
        {
            // With a registration in hand a value is first of all a correction of it.
            intent = IntentClassifier.OutOfScope;
        }

        // "Leave it, I don't need it after all" has no word of stopping: sure enough, with something to stop and nothing to change, it is one.
        if (intent == "cancel" && !PlainWords.AsksToStop(text, slots.Words) && !(judged.Confidence >= Sure && session.Draft is not null && !slots.HasDealSlot))
        {
            intent = IntentClassifier.OutOfScope;
        }

        // "I withdraw this registration": with one in hand and none named, that one.
        if (intent == "withdraw_deal" && session is { Draft: not null, LastDeal: null } && slots is { Deal: null, HasDealSlot: false } && !PlainWords.IsDeniedOrForAll(text, slots.Words))
        {
            intent = "cancel";
        }

        // Asked for a question, a question is the answer.
        if (session.Awaiting is { } awaiting && intent != "cancel" && !text.Equals("help", StringComparison.OrdinalIgnoreCase) && (!IsQuestion(text) || awaiting.StartsWith("question:", StringComparison.Ordinal)))
        {
            return awaiting.StartsWith("proof:", StringComparison.Ordinal)
                ? new ToolChoice("add_proof", new() { ["deal"] = slots.Deal ?? awaiting["proof:".Length..], ["text"] = text })
                : new ToolChoice("ask_contact", new() { ["text"] = text });
        }

        // Asked for a name, "thanks" is no name.
        if (PlainWords.IsSmallTalk(text, slots.Words) || (session.Asked == "customer" && intent == "help" && judged.Confidence >= Sure))
        {
            return new ToolChoice(PlainWords.IsSmallTalk(text, slots.Words) ? "small_talk" : "help");
        }

        if (session.Asked == "customer" && slots is { Company: null, Deal: null, IsNewCustomer: false } && slots.Words.Count <= FewWords && !IsQuestion(text) && YesNo.Read(text) is null
            && (judged.Confidence < Sure || intent is IntentClassifier.OutOfScope or "small_talk" or "correct" or "register_deal"))
        {
            // Asked for a name, a few words that are nothing else are one.
            return new ToolChoice("register_deal", new() { ["customer"] = text });
        }

        // "See you tomorrow" and "mil gracias" name no day and no amount that anybody asked for.
        if ((intent == "small_talk" && (!slots.HasDealSlot || (judged.Confidence >= Sure && session.Asked is null && IsOnlyTime(slots)))) || PlainWords.IsSmallTalk(text, slots.Words))
        {
            return new ToolChoice("small_talk");
        }

        if (session is { LastTool: "ask_playbook", LastQuestion: { } asked } && IsOnlyACountry(slots))
        {
            return new ToolChoice("ask_playbook", new() { ["question"] = asked, ["country"] = slots.Country });
        }

        if (PlainWords.AsksForTheSame(slots.Words) && session is { LastTool: "register_deal", LastDraft: not null } && (slots.Company ?? slots.Partner) is not null)
        {
            return new ToolChoice("register_deal", Register(slots, restart: false).Arguments.Append(new("same", "true")).ToDictionary());
        }

        if (LooksLikeRegistration(session, slots, judged, text))
        {
            return Register(slots, restart: session.Asked != "customer" || session.Draft is null || Weight(slots) >= 3);
        }

        return session.Draft is not null && Continue(session, slots, intent, judged, text) is { } next ? next : Begin(session, slots, intent, judged, text);
    }

    // A company with an amount and one thing more is a registration, whatever words stand around it; so is a company with
    // anything a deal has when the words may well mean one.
    private static bool LooksLikeRegistration(AgentSession session, MessageSlots slots, Judged judged, string text) =>
        FormLabels.IsForm(text, slots.Words)
        || (slots.Company is not null && judged.Intent is "register_deal" or "correct" or "my_deals" or "add_proof" or IntentClassifier.OutOfScope
            && (slots.Amount is not null && Weight(slots) >= (judged.Intent == "correct" ? 3 : 2)
                || (session.Draft is null && judged.Registers >= Judged.Likely && Weight(slots) >= 1)));

    private static bool IsOnlyTime(MessageSlots slots) => slots is { Company: null, Partner: null, Product: null, Country: null, Kind: null, Currency: null, CurrencyChoices.Count: 0, DateIsInvalid: false, IsNewCustomer: false };

    // "And for Switzerland?", in any language: a country and next to nothing else.
    private static bool IsOnlyACountry(MessageSlots slots) =>
        slots is { Country: not null, Amount: null, Deal: null, Product: null, Partner: null } && ChatText.Tokens(slots.Delexicalised).Count <= 6;

    /// <summary>How many of a deal's values a message has, the customer aside.</summary>
    public static int Weight(MessageSlots slots) =>
        (slots.Amount is null ? 0 : 1) + (slots.Product is null ? 0 : 1) + (slots.Partner is null ? 0 : 1) + (slots.Date is null ? 0 : 1) + (slots.Kind is null ? 0 : 1);

    // A registration is in hand: an answer, a correction, or a change of subject that leaves it as it is.
    private static ToolChoice? Continue(AgentSession session, MessageSlots slots, string intent, Judged judged, string text)
    {
        var isElsewhere = judged.Confidence >= Certain && slots.Words.Count >= FewWords && intent is "ask_contact" or "add_proof" or "deal_status" or "my_deals" or "who_else" or "open_opportunities";
        if (isElsewhere || (IsQuestion(text) && judged.Confidence >= Sure && Judged.IsReading(intent)))
        {
            return null; // "What is the difference between referral and co-sell?" answers nothing
        }

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
        var mayName = session.Asked == "customer" || (judged.Best == "correct" && slots is { Amount: null, Product: null, Partner: null, Date: null, Currency: null, Kind: null }) || slots.Company?.Contains('.', StringComparison.Ordinal) == true || PlainWords.NamesACustomer(text, slots.Words);
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

    private static ToolChoice Begin(AgentSession session, MessageSlots slots, string intent, Judged judged, string text)
    {
        if (PlainWords.IsFollowUp(text, slots.Words) && slots.Company is not null && session.LastTool is { } last && Repeatable.Contains(last))
        {
            return new ToolChoice(last, new() { ["customer"] = slots.Company });
        }

        // "And Orion?" asks for a firm's deals; the answer is the same for any name that is not of this place.
        if (PlainWords.IsFollowUp(text, slots.Words) && (slots.Partner ?? (session.LastTool == "my_deals" ? slots.Company : null)) is { } firm)
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
            // "Which of Nimbus's are in review" asks for a list, whatever it sounds like.
            "deal_status" when slots is { Deal: null, Company: null } && (slots.Partner is not null || (slots.Status is not null && judged.Lists >= Judged.Perhaps)) => MyDeals(slots),
            "deal_status" => new ToolChoice("deal_status", new() { ["deal"] = slots.Deal ?? (slots.Company is null ? session.LastDeal : null), ["customer"] = slots.Company }),
            "my_deals" => MyDeals(slots),
            // What follows is a card to confirm: with a deal or a customer named, being likely is enough where no word of denial stands.
            "withdraw_deal" => PlainWords.AsksToWithdraw(text, slots.Words) || (judged.Confidence >= Probable && (slots.Deal ?? slots.Company) is not null && !PlainWords.IsDeniedOrForAll(text, slots.Words))
                ? new ToolChoice("withdraw_deal", new() { ["deal"] = slots.Deal, ["customer"] = slots.Company })
                : new ToolChoice("cannot_do"),
            "add_proof" => new ToolChoice("add_proof", new() { ["deal"] = slots.Deal, ["customer"] = slots.Company }),
            "explain_rules" => new ToolChoice("explain_rules", new() { ["question"] = text }),
            "ask_playbook" => new ToolChoice("ask_playbook", new() { ["question"] = text, ["country"] = slots.Country }),
            "who_else" => PlainWords.AsksWhoDecides(text, slots.Words)
                ? new ToolChoice("explain_rules", new() { ["question"] = text })
                : new ToolChoice("who_else", new() { ["customer"] = slots.Company }),
            "ask_contact" => new ToolChoice("ask_contact", new() { ["text"] = PlainWords.QuestionIn(text, slots.Words) }),
            "open_opportunities" => new ToolChoice("open_opportunities", new() { ["customer"] = slots.Company, ["partner"] = slots.Partner, ["stage"] = slots.Stage?.ToString() }),
            "set_language" => new ToolChoice("set_language", new() { ["language"] = slots.Language }),
            "coach" => new ToolChoice("coach", new() { ["customer"] = slots.Company, ["deal"] = slots.Deal, ["partner"] = slots.Partner }),
            "snooze" => Snooze(slots),
            "correct" when slots is { Company: null, Amount: null, Product: null, Partner: null, Currency: null } && session.Draft is null && slots.Date is not null => new ToolChoice("cannot_do"),
            "correct" => new ToolChoice("change"),
            "who_can_read" or "help" or "cancel" => new ToolChoice(intent),
            // Only a plain yes directly after the card confirms; anything that merely sounds like one is shown how.
            "confirm" => new ToolChoice("how_to_confirm"),
            // A bare deal number can only ask for its status.
            _ when slots.Deal is not null && slots.Words.Count <= FewWords => new ToolChoice("deal_status", new() { ["deal"] = slots.Deal }),
            _ => new ToolChoice("cannot_do"),
        };
    }

    private static ToolChoice MyDeals(MessageSlots slots) => new("my_deals", new()
    {
        ["partner"] = slots.Partner,
        ["status"] = slots.Status?.ToString(),
        ["page"] = slots.Page?.ToString(CultureInfo.InvariantCulture),
    });

    private static ToolChoice Snooze(MessageSlots slots) => new("snooze", new()
    {
        ["customer"] = slots.Company,
        ["deal"] = slots.Deal,
        ["until"] = slots.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    });

    /// <summary>A registration with everything a message names.</summary>
    public static ToolChoice Register(MessageSlots slots, bool restart) => new("register_deal", new()
    {
        ["customer"] = slots.Company,
        ["partner"] = slots.PartnerIsVendor ? null : slots.Partner,
        ["product"] = slots.Product,
        ["amount"] = slots.Amount?.ToString(CultureInfo.InvariantCulture),
        ["amountWords"] = slots.AmountWords,
        ["amountChoices"] = slots.AmountChoices.Count > 0 ? string.Join(',', slots.AmountChoices.Select(amount => amount.ToString(CultureInfo.InvariantCulture))) : null,
        ["currency"] = slots.Currency,
        ["currencyChoices"] = slots.CurrencyChoices.Count > 0 ? string.Join(',', slots.CurrencyChoices) : null,
        ["close"] = slots.DateIsInvalid ? "invalid" : slots.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["closeWords"] = slots.DateWords,
        ["country"] = slots.Country,
        ["kind"] = slots.Kind?.ToString(),
        ["newCustomer"] = slots.IsNewCustomer ? "true" : null,
        ["restart"] = restart ? "true" : null,
    });

    private static bool IsQuestion(string text) => text.EndsWith('?') || text.EndsWith('？');
}
