using System.Text.Json;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Storage;
using CoSellBot.Prm.Partners;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Web;

/// <summary>Server-sent events of one person: every message of their places from a given point, then what happens.</summary>
public sealed class WebTranscript(BotStore store, WebPlaces places, WebFeed feed, Prm.Partners.Directory directory, TimeProvider clock)
{
    private const int PageSize = 200;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Writes events until the page goes away.</summary>
    public async Task RunAsync(PersonCard person, long after, HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        using var subscription = feed.Subscribe();
        await response.WriteAsync(": open\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
        var reading = ReadingContext.From(person.Person.Locale, person.Person.TimeZone);
        var last = after;
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                last = await SendNewAsync(person, reading, last, response, cancellationToken);
                while (subscription.Events.TryRead(out var happened))
                {
                    if (happened.Kind != "message" && await ConcernsAsync(person, happened, cancellationToken))
                    {
                        await WriteAsync(response, happened.Kind, null, ForPage(person, happened), cancellationToken);
                    }
                }

                await response.Body.FlushAsync(cancellationToken);
                await WaitAsync(subscription, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed.
        }
    }

    // Another process may have written, so the store is looked at even when nobody called.
    private async Task WaitAsync(WebFeed.Subscription subscription, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var woken = subscription.Events.WaitToReadAsync(either.Token).AsTask();
        await Task.WhenAny(woken, Task.Delay(Look, clock, either.Token));
        await either.CancelAsync();
    }

    private async Task<long> SendNewAsync(PersonCard person, ReadingContext reading, long last, HttpResponse response, CancellationToken cancellationToken)
    {
        var readable = await places.ReadableAsync(person.Person.Id, cancellationToken);
        var ids = readable.Keys.ToList();
        for (; ; )
        {
            var page = await store.ReadAsync(
                context => context.Set<WebMessage>().AsNoTracking().Where(m => m.Seq > last && ids.Contains(m.PlaceId)).OrderBy(m => m.Seq).Take(PageSize).ToListAsync(cancellationToken),
                cancellationToken);
            var authors = (await directory.FindPeopleAsync([.. page.Select(m => m.FromPersonId).OfType<string>().Distinct()], cancellationToken)).ToDictionary(card => card.Person.Id);
            foreach (var message in page)
            {
                last = message.Seq;
                if (message.FirstSeq > readable[message.PlaceId])
                {
                    var author = message.FromPersonId is { } id ? authors.GetValueOrDefault(id) : null;
                    await WriteAsync(response, "message", message.Seq, JsonSerializer.Serialize(new
                    {
                        seq = message.Seq,
                        id = message.MessageId,
                        place = PlaceForPage(person, message.PlaceId),
                        at = message.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
                        time = Texts.Shipped.Format("button.term", new Dictionary<string, Term> { ["term"] = Term.Of(message.At, InstantStyle.Time) }, reading),
                        from = author is null
                            ? new { kind = "bot", id = "", name = "", firm = "" }
                            : new { kind = "person", id = author.Person.Id, name = author.Person.Name, firm = author.Organization.Name },
                        html = message.Html,
                    }), cancellationToken);
                }
            }

            if (page.Count < PageSize)
            {
                return last;
            }
        }
    }

    private async Task<bool> ConcernsAsync(PersonCard person, WebEvent happened, CancellationToken cancellationToken) =>
        happened.PlaceId.Length == 0 || (await places.ReadableAsync(person.Person.Id, cancellationToken)).ContainsKey(happened.PlaceId);

    private static string PlaceForPage(PersonCard person, string placeId) => placeId == WebChannel.DirectPlace(person.Person.Id) ? "dm" : placeId;

    private static string ForPage(PersonCard person, WebEvent happened) =>
        happened.Data.Replace($"\"{happened.PlaceId}\"", $"\"{PlaceForPage(person, happened.PlaceId)}\"", StringComparison.Ordinal);

    private static async Task WriteAsync(HttpResponse response, string kind, long? id, string data, CancellationToken cancellationToken)
    {
        await response.WriteAsync($"event: {kind}\n", cancellationToken);
        if (id is not null)
        {
            await response.WriteAsync($"id: {id}\n", cancellationToken);
        }

        await response.WriteAsync($"data: {data}\n\n", cancellationToken);
    }
}
