using System.Collections.Immutable;
using System.Text.Json;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Bot.Turns;
using CoSellBot.Prm;

namespace CoSellBot.Bot.Web;

/// <summary>The web chat with demo personas, in Development only. Whoever opens the page picks who to be, so it listens to this machine alone.</summary>
public static class WebEndpoints
{
    /// <summary>Longest message in characters.</summary>
    public const int LongestMessage = 4_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { MaxDepth = 8 };

    private sealed record MessageBody(string? Id, string? Text);

    private sealed record PressBody(string? Id, string? Message, string? Value);

    private sealed record MemberBody(string? Add, string? Remove);

    private sealed record PersonaView(
        string Id, string Name, string Firm, string FirmId, string FirmKind, string? Tier, string Role, string RoleLabel, string? Country, string? CountryName,
        string TimeZone, string Locale, IReadOnlyList<string> Examples);

    /// <summary>Maps the page and its API.</summary>
    public static void MapWeb(this WebApplication app)
    {
        var web = app.MapGroup("/web").AddEndpointFilter<LocalOnly>();
        web.MapGet("/about", AboutAsync);
        web.MapGet("/personas", PersonasAsync);
        web.MapGet("/{personId}/places", async (string personId, WebPlaces places, Prm.Partners.Directory directory, CancellationToken ct) =>
            await directory.FindPersonAsync(personId, ct) is { } person ? Results.Json(await places.OfAsync(person, ct), Json) : NoPerson());
        web.MapGet("/{personId}/stream", async (string personId, long? after, WebTranscript stream, Prm.Partners.Directory directory, HttpContext http, CancellationToken ct) =>
        {
            if (await directory.FindPersonAsync(personId, ct) is not { } person)
            {
                return NoPerson();
            }

            await stream.RunAsync(person, after ?? 0, http.Response, ct);
            return Results.Empty;
        });
        web.MapPost("/{personId}/places/{placeId}/messages", PostMessageAsync);
        web.MapPost("/{personId}/places/{placeId}/presses", PostPressAsync);
        web.MapPost("/places/{placeId}/members", PostMembersAsync);
    }

    private static async Task<IResult> AboutAsync(Prm.Partners.Directory directory, BusinessClock clock, CancellationToken ct)
    {
        var vendor = await directory.FindVendorAsync(ct);
        return Results.Json(new { bot = vendor is null ? "CoSellBot" : $"{vendor.Name} Co-sell", now = clock.GetUtcNow().UtcDateTime }, Json);
    }

    private static async Task<IResult> PersonasAsync(Prm.Partners.Directory directory, IPrm prm, CancellationToken ct)
    {
        var tiers = (await prm.ListPartnersAsync(ct)).Items.ToDictionary(partner => partner.OrganizationId, partner => partner.Tier);
        var people = await directory.AllPeopleAsync(ct);
        // The cast of the demo first, so that the page opens on somebody with something to do.
        return Results.Json(people.OrderBy(card => DemoPrompts.Rank(card.Person)).ThenBy(card => card.Organization.Name).ThenBy(card => card.Person.Name).Select(card => new PersonaView(
            card.Person.Id, card.Person.Name, card.Organization.Name, card.Organization.Id, card.Organization.Kind.ToString().ToLowerInvariant(),
            tiers.GetValueOrDefault(card.Organization.Id), card.Person.Role.ToString(), Label($"role.{card.Person.Role}"), card.Country,
            card.Country is { Length: 2 } code ? CountryName(code) : null, card.Person.TimeZone, card.Person.Locale, DemoPrompts.For(card))), Json);
    }

    private static async Task<IResult> PostMessageAsync(
        string personId, string placeId, HttpRequest request, Inbox inbox, WebChannel channel, WebPlaces places, Prm.Partners.Directory directory, CancellationToken ct)
    {
        var (body, problem) = await ReadAsync<MessageBody>(request, ct);
        if (body is null)
        {
            return problem!;
        }

        if (await ResolveAsync(personId, placeId, places, directory, ct) is not { } place)
        {
            return NoPlace();
        }

        if (body.Text is null || !IsId(body.Id))
        {
            return Refuse(400, "A message needs an id of at most 64 letters, digits or dashes, and a text.");
        }

        if (body.Text.Length > LongestMessage)
        {
            return Refuse(413, $"That is too long for one message: at most {LongestMessage:N0} characters.");
        }

        var text = WithoutMention(ChatText.Clean(body.Text), (await directory.FindVendorAsync(ct))?.Name);
        if (text.Length == 0)
        {
            return Refuse(400, "There is nothing readable in that message.");
        }

        // The page chooses the id, so the place is part of ours: words sent privately never replace words in a channel.
        var messageId = $"{place}/{personId}/{body.Id}";
        await inbox.ReceiveAsync(
            new InboundMessage(WebChannel.Conversation(place), messageId, personId, text), context => channel.AddWordsAsync(context, place, messageId, personId, text, ct), ct);
        channel.Published(place);

        return Results.Json(new { id = messageId }, Json, statusCode: 202);
    }

    private static async Task<IResult> PostPressAsync(
        string personId, string placeId, HttpRequest request, Inbox inbox, WebChannel channel, WebPlaces places, Prm.Partners.Directory directory, CancellationToken ct)
    {
        var (body, problem) = await ReadAsync<PressBody>(request, ct);
        if (body is null)
        {
            return problem!;
        }

        if (await ResolveAsync(personId, placeId, places, directory, ct) is not { } place)
        {
            return NoPlace();
        }

        if (!IsId(body.Id) || body.Message is not { Length: > 0 and <= 200 } message || body.Value is not { Length: > 0 and <= 2_000 } value || Press.Parse(value) is not { } press)
        {
            return Refuse(400, "A press needs an id, a message and the value of one of its buttons.");
        }

        var label = await channel.LabelOfAsync(place, message, value, ct);
        // A decision may arrive after its card changed, from another device; whether it still counts is decided where it is consumed.
        if (label is null && !press.IsDecision)
        {
            return Refuse(409, "That button is no longer there.");
        }

        var id = $"{place}/{personId}/{body.Id}";
        await inbox.ReceiveAsync(
            new InboundMessage(WebChannel.Conversation(place), id, personId, "", value, message),
            context => press.Verb == "say" ? channel.AddWordsAsync(context, place, id, personId, label!, ct) : Task.CompletedTask, ct);
        channel.Published(place);

        return Results.Json(new { id }, Json, statusCode: 202);
    }

    private static async Task<IResult> PostMembersAsync(string placeId, HttpRequest request, WebPlaces places, Prm.Partners.Directory directory, CancellationToken ct)
    {
        var (body, problem) = await ReadAsync<MemberBody>(request, ct);
        if (body is null)
        {
            return problem!;
        }

        if ((body.Add ?? body.Remove) is not { } personId || (body.Add is not null && body.Remove is not null))
        {
            return Refuse(400, "Say whom to add or whom to remove.");
        }

        if (await directory.FindPersonAsync(personId, ct) is null)
        {
            return NoPerson();
        }

        var known = body.Add is not null ? await places.AddAsync(placeId, personId, ct) : await places.RemoveAsync(placeId, personId, ct);
        return known ? Results.NoContent() : NoPlace();
    }

    private static async Task<string?> ResolveAsync(string personId, string placeId, WebPlaces places, Prm.Partners.Directory directory, CancellationToken ct)
    {
        if (await directory.FindPersonAsync(personId, ct) is null)
        {
            return null;
        }

        var place = placeId == "dm" ? WebChannel.DirectPlace(personId) : placeId;
        return (await places.ReadableAsync(personId, ct)).ContainsKey(place) ? place : null;
    }

    private static async Task<(T? Body, IResult? Problem)> ReadAsync<T>(HttpRequest request, CancellationToken ct)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            return (null, Refuse(415, "Send JSON."));
        }

        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, Json, ct) is { } body ? (body, null) : (null, Refuse(400, "The body is empty."));
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, Refuse(413, "That is too large."));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or BadHttpRequestException)
        {
            // Lone surrogates surface as InvalidOperationException when the text is read.
            return (null, Refuse(400, "The body is not valid JSON of the expected shape."));
        }
    }

    // People write "@Halvor Co-sell …" out of habit; the name is an address, not a word of the message.
    private static string WithoutMention(string text, string? vendor)
    {
        var name = $"@{vendor} Co-sell";
        return vendor is not null && text.StartsWith(name, StringComparison.OrdinalIgnoreCase) && text.Length > name.Length
            ? text[name.Length..].TrimStart(' ', ',', ':')
            : text;
    }

    private static bool IsId(string? id) => id is { Length: > 0 and <= 64 } && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    private static IResult NoPerson() => Refuse(404, "There is no such person.");

    private static IResult NoPlace() => Refuse(404, "There is no such place for this person.");

    private static IResult Refuse(int status, string title) => Results.Json(new { title }, Json, statusCode: status);

    private static string CountryName(string code)
    {
        try
        {
            return new System.Globalization.RegionInfo(code).EnglishName;
        }
        catch (ArgumentException)
        {
            return code;
        }
    }

    private static string Label(string key) =>
        Texts.Shipped.Format(key, ImmutableDictionary<string, Term>.Empty, ReadingContext.From("en-GB", "Etc/UTC"));
}
