using System.Net.Http.Json;
using System.Text.Json;
using CoSellBot.EndToEnd;

namespace CoSellBot.Evals.Scenarios.Channels;

/// <summary>Speaks with a running bot as the page does.</summary>
internal sealed class WebScenarioBot(HttpClient http, StoredBot stored) : IScenarioBot
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly List<Said> _said = [];
    private int _steps;

    /// <inheritdoc/>
    public IReadOnlyList<Said> Said => _said;

    /// <inheritdoc/>
    public StoredBot Stored => stored;

    /// <inheritdoc/>
    public Task SayAsync(string person, string place, string words) => PostAsync($"{Path(person, place)}/messages", new { id = NextId(), text = words });

    /// <inheritdoc/>
    public Task PressAsync(string person, string place, Said card, string value) => PostAsync($"{Path(person, place)}/presses", new { id = NextId(), message = card.Id, value });

    /// <inheritdoc/>
    public Task JoinAsync(string place, string person) => PostAsync($"/web/places/{place}/members", new { add = person });

    /// <inheritdoc/>
    public Task AdvanceAsync(string duration) => PostAsync("/dev/clock", new { advance = duration });

    /// <inheritdoc/>
    public async Task ReadAsync()
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
                column[0].GetInt64(), column[1].GetString()!, column[2].GetString()!, column[3].GetString()!, column[4].GetString()!,
                column[5].GetString() is { Length: > 0 } buttons ? JsonSerializer.Deserialize<Dictionary<string, string>>(buttons)! : []));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Path(string person, string place) => $"/web/{person}/places/{(place.StartsWith("dm:", StringComparison.Ordinal) ? "dm" : place)}";

    private async Task PostAsync(string path, object body)
    {
        using var response = await http.PostAsJsonAsync(path, body);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    private string NextId() => $"s{++_steps}";
}
