using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;

namespace CoSellBot.Agents;

/// <summary>Which language a turn is answered in: the message's, else the one last spoken here, else the person's own (ruling 28).</summary>
internal static class SpokenLanguage
{
    /// <summary>The turn as its reader reads it, the language noted in the session.</summary>
    public static AgentTurn Follow(AgentTurn turn, TrainedModels models)
    {
        var session = turn.Session;
        // What a button says is ours, not the person's.
        var guess = turn.Press is null && !session.LanguageIsChosen ? models.Languages.Guess(turn.Text) : null;
        var language = guess ?? session.Language;
        return turn with
        {
            Session = language is null ? session : session with { Language = language },
            Reading = ReadingContext.From(Locale(turn.Reading, language), turn.Reading.Zone.Id),
        };
    }

    /// <summary>A locale of the language: the reader's own when it is of that language.</summary>
    /// <param name="reading">How the reader reads.</param>
    /// <param name="language">ISO 639-1 code, or null for the reader's own.</param>
    public static string Locale(ReadingContext reading, string? language) => language is null || reading.Language == language ? reading.Culture.Name : language switch
    {
        "en" => "en-GB",
        "de" => "de-DE",
        "fr" => "fr-FR",
        "es" => "es-ES",
        "pt" => "pt-PT",
        "ja" => "ja-JP",
        _ => reading.Culture.Name,
    };
}
