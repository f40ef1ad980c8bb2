using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CoSellBot.EndToEnd;

namespace CoSellBot.Evals.Scenarios;

/// <summary>A message as it stood in a place at some moment.</summary>
/// <param name="Seq">Order of writing; an update has a new one.</param>
/// <param name="Id">The message.</param>
/// <param name="Place">Where.</param>
/// <param name="Author">The person, or empty for the bot.</param>
/// <param name="Text">The words.</param>
/// <param name="Buttons">Values and labels of its buttons.</param>
internal sealed record Said(long Seq, string Id, string Place, string Author, string Text, IReadOnlyDictionary<string, string> Buttons)
{
    /// <summary>True when the bot said it.</summary>
    public bool IsBot => Author.Length == 0;
}

/// <summary>Speaks with a running bot as the page does, and keeps every word that was said anywhere.</summary>
internal sealed class Talk(HttpClient http, StoredBot stored)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly List<Said> _said = [];
    private int _steps;

    /// <summary>Everything said so far, also what a later version replaced.</summary>
    public IReadOnlyList<Said> Said => _said;

    /// <summary>Does one turn and waits for all that follows from it.</summary>
    /// <exception cref="InvalidOperationException">The bot did not take it, or there is no such button.</exception>
    public async Task DoAsync(ScenarioTurn turn, string person, string place)
    {
        var path = $"/web/{person}/places/{place}";
        await (turn switch
        {
            { Say: { } words } => PostAsync($"{path}/messages", new { id = NextId(), text = words }),
            { Press: { } label } => PressAsync(path, label, turn.CardOf ?? Stored(person, place)),
            { Wait: { } duration } => PostAsync("/dev/clock", new { advance = duration }),
            _ => PostAsync($"/web/places/{place}/members", new { add = turn.Join }),
        });
        await SettleAsync();
    }

    /// <summary>Waits until nothing is under way, and reads what was said meanwhile.</summary>
    public async Task SettleAsync()
    {
        await stored.IdleAsync(Patience);
        while (await stored.CountAsync("SELECT COUNT(*) FROM proposal_row WHERE state = 'Confirmed'") > 0)
        {
            await Task.Delay(50);
            await stored.IdleAsync(Patience);
        }

        var last = _said.Count == 0 ? 0 : _said[^1].Seq;
        foreach (var row in await stored.RowsAsync(
            $"SELECT json_array(seq, message_id, place_id, COALESCE(from_person_id, ''), text, buttons) FROM web_message WHERE seq > {last} ORDER BY seq"))
        {
            var column = JsonDocument.Parse(row).RootElement;
            _said.Add(new Said(
                column[0].GetInt64(), column[1].GetString()!, column[2].GetString()!, column[3].GetString()!, column[4].GetString()!.Replace('\u00A0', ' ').Replace('\u202F', ' '),
                column[5].GetString() is { Length: > 0 } buttons ? JsonSerializer.Deserialize<Dictionary<string, string>>(buttons)! : []));
        }
    }

    /// <summary>The id under which a place is stored.</summary>
    public static string Stored(string person, string place) => place == "dm" ? $"dm:{person}" : place;

    private Task PressAsync(string path, string label, string cardPlace)
    {
        var message = _said.LastOrDefault(said => said.Place == cardPlace && said.Buttons.Values.Contains(label))
            ?? throw new InvalidOperationException($"There is no button [{label}] in {cardPlace}.");
        return PostAsync($"{path}/presses", new { id = NextId(), message = message.Id, value = message.Buttons.First(button => button.Value == label).Key });
    }

    private async Task PostAsync(string path, object body)
    {
        using var response = await http.PostAsJsonAsync(path, body);
        if (response.StatusCode is not (HttpStatusCode.Accepted or HttpStatusCode.OK or HttpStatusCode.NoContent))
        {
            throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    private string NextId() => $"s{++_steps}";
}
