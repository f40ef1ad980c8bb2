using System.Globalization;
using System.Text.RegularExpressions;
using CoSellBot.Agents.Deals;
using Microsoft.Extensions.AI;

namespace CoSellBot.Agents.Understanding;

/// <summary>
/// The language engine that needs no cloud: reads names and values, classifies the rest, and asks for one tool, as a model would.
/// It reads the turn it is in from the options and keeps nothing. The same message in the same session always gives the same call.
/// </summary>
internal sealed partial class OfflineChatClient(IntentClassifier classifier, DealDesk desk) : IChatClient
{
    private const int LongestMessage = 4_000;

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var last = messages.Last();
        if (last.Role == ChatRole.Tool || options?.AdditionalProperties?.GetValueOrDefault(TurnOutcome.Key) is not TurnOutcome outcome)
        {
            // The tool has spoken in our own words; there is nothing to add.
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, ""));
        }

        var call = await ChooseAsync(outcome.Turn, cancellationToken);
        var arguments = call.Arguments.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => (object?)pair.Value);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("offline-1", call.Tool, arguments)]));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed record Call(string Tool, Dictionary<string, string?> Arguments);

    private async Task<Call> ChooseAsync(AgentTurn turn, CancellationToken cancellationToken)
    {
        if (turn.Press is { Verb: "change" })
        {
            return new Call("change", []);
        }

        if (turn.Press is { Verb: "readers" })
        {
            return new Call("who_can_read", []);
        }

        var text = ChatText.Clean(turn.Text.Length > LongestMessage ? turn.Text[..LongestMessage] : turn.Text);
        var session = turn.Session;
        if (session.OpenProposal is not null && session.CardIsLast && YesNo.Read(text) is true)
        {
            return new Call("confirm", []);
        }

        if ((session.OpenProposal ?? session.Asked ?? session.Awaiting) is not null && YesNo.Read(text) is false)
        {
            return new Call("cancel", []);
        }

        var slots = await ReadAsync(text, turn, cancellationToken);
        var prediction = classifier.Classify(slots.Delexicalised);
        var intent = prediction.OutOfScope ? IntentClassifier.OutOfScope : prediction.Top.Intent;
        if (session.Awaiting is { } awaiting && intent != "cancel")
        {
            return awaiting.StartsWith("proof:", StringComparison.Ordinal)
                ? new Call("add_proof", new() { ["deal"] = awaiting["proof:".Length..], ["text"] = text })
                : new Call("ask_contact", new() { ["text"] = text });
        }

        return session.Draft is not null && Continue(session, slots, intent, text) is { } next ? next : Begin(session, slots, intent, text);
    }

    // A registration is in hand: an answer, a correction, or a change of subject that leaves it as it is.
    private static Call? Continue(AgentSession session, MessageSlots slots, string intent, string text)
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

        if (answers || intent is "correct" or "register_deal" || (intent == IntentClassifier.OutOfScope && slots.HasDealSlot))
        {
            // A correction names what changes; a stray word in it is not a new customer.
            var keep = session.Asked == "customer" || intent != "correct" || slots is { Amount: null, Currency: null, Date: null, Product: null, Partner: null };
            return Register(keep ? slots : slots with { Company = null }, restart: false);
        }

        // Free answers: the whole message is the name that was asked for.
        return intent is IntentClassifier.OutOfScope or "confirm"
            ? session.Asked switch
            {
                "customer" => new Call("register_deal", new() { ["customer"] = text }),
                "partner" => new Call("register_deal", new() { ["partner"] = text }),
                "country" when Countries.Code(text) is { } code => new Call("register_deal", new() { ["country"] = code }),
                not null => new Call("register_deal", []),
                _ => null,
            }
            : null;
    }

    private static Call Begin(AgentSession session, MessageSlots slots, string intent, string text)
    {
        return intent switch
        {
            "register_deal" => Register(slots, restart: true),
            "deal_status" => new Call("deal_status", new() { ["deal"] = slots.Deal ?? (slots.Company is null ? session.LastDeal : null), ["customer"] = slots.Company }),
            "my_deals" => new Call("my_deals", new() { ["partner"] = slots.Partner, ["page"] = slots.Page?.ToString(CultureInfo.InvariantCulture) }),
            "withdraw_deal" => new Call("withdraw_deal", new() { ["deal"] = slots.Deal }),
            "add_proof" => new Call("add_proof", new() { ["deal"] = slots.Deal }),
            "explain_rules" => new Call("explain_rules", new() { ["question"] = text }),
            "who_else" => new Call("who_else", new() { ["customer"] = slots.Company }),
            "ask_contact" => new Call("ask_contact", []),
            "open_opportunities" => new Call("open_opportunities", new() { ["customer"] = slots.Company }),
            "correct" => new Call("change", []),
            "who_can_read" or "help" or "cancel" => new Call(intent, []),
            // Only a plain yes directly after the card confirms; anything that merely sounds like one is shown how.
            "confirm" => new Call("how_to_confirm", []),
            // A bare deal number can only ask for its status.
            _ when slots.Deal is not null => new Call("deal_status", new() { ["deal"] = slots.Deal }),
            _ => new Call("cannot_do", []),
        };
    }

    private static Call Register(MessageSlots slots, bool restart) => new("register_deal", new()
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

    private async Task<MessageSlots> ReadAsync(string text, AgentTurn turn, CancellationToken cancellationToken)
    {
        var partners = await desk.Prm.ListPartnersAsync(cancellationToken);
        var products = await desk.Directory.ProductsAsync(cancellationToken);
        var (rules, _) = await desk.Directory.ProgrammeAsync(cancellationToken);
        var reader = new MessageReader(
            [.. partners.Items.Select(partner => partner.Name)], [.. products.Select(product => product.Name)],
            desk.Clock.Today(turn.Reading.Zone), rules.FiscalYearStartMonth, turn.Reading.Culture.Name, turn.Country);
        var slots = reader.Read(text);
        // "Deals with Zeppelin": the answer must not tell which firms there are, so any name stands where a firm's could.
        return slots is { Partner: null, Company: not null } && DealsWithSomeone().IsMatch(slots.Delexicalised)
            ? slots with { Partner = slots.Company, Company = null, Delexicalised = slots.Delexicalised.Replace("<company>", "<partner>", StringComparison.Ordinal) }
            : slots;
    }

    [GeneratedRegex(@"^(?:(?:show|list|see|me|all|any|the|what|about|and)\s+)*(?:deals?|registrations?)\s+(?:with|of|from|by)\s+<company>\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DealsWithSomeone();
}
