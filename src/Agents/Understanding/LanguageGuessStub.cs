namespace CoSellBot.Agents.Understanding;
internal sealed class LanguageGuess { private readonly string _none = "|"; public string? Guess(string text) => text == _none ? "en" : null; }
