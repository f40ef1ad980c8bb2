using CoSellBot.Agents.Understanding;
using Xunit;
using Xunit.Abstractions;

namespace CoSellBot.Tests.Agents.Understanding;

public class LanguageGuessTests(ITestOutputHelper output)
{
    private static readonly LanguageGuess Languages = new(LanguageTexts.Learnt);

    [Fact]
    public void New_sentences_are_told_apart_and_none_is_taken_for_another_language()
    {
        var guesses = LanguageTexts.New.Select(t => (t.Text, t.Language, Guess: Languages.Guess(t.Text))).ToList();
        foreach (var (text, language, guess) in guesses.Where(g => g.Guess != g.Language))
            output.WriteLine($"{language} > {guess ?? "null"}  {text}");
        Assert.DoesNotContain(guesses, g => g.Guess is not null && g.Guess != g.Language);
        Assert.True(guesses.Count(g => g.Guess == g.Language) >= guesses.Count * 2 / 3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ok")]
    [InlineData("no")]
    [InlineData("deal")]
    [InlineData("👍")]
    [InlineData("<company>")]
    [InlineData("<company> <partner> <money> <date>")]
    [InlineData("80.000, 30/09")]
    [InlineData("2026")]
    [InlineData("Contoso")]
    [InlineData("Bäckerei Müller GmbH")]
    [InlineData("Société Générale")]
    [InlineData("São Martinho")]
    [InlineData("トヨタ")]
    [InlineData("CRM-Q3")]
    public void Names_numbers_and_short_answers_are_in_no_language(string text) => Assert.Null(Languages.Guess(text));

    [Theory]
    [InlineData("puoi registrare <company> per favore")]
    [InlineData("wie zit er nog meer op <company>")]
    [InlineData("kan du registrera <company> åt oss")]
    [InlineData("proszę zarejestrować <company>")]
    [InlineData("Щось зовсім інше")]
    [InlineData("请注册这个客户")]
    [InlineData("등록해 주세요")]
    [InlineData("qzxv jjkw zzqx")]
    public void Another_language_is_none_of_ours(string text) => Assert.Null(Languages.Guess(text));

    [Fact]
    public void A_Japanese_name_does_not_make_an_English_sentence_Japanese() => Assert.NotEqual("ja", Languages.Guess("さくら, <money>, end of the year please"));

    [Fact]
    public void One_language_alone_proves_nothing()
    {
        var english = new LanguageGuess(new Dictionary<string, IReadOnlyList<string>> { ["en"] = LanguageTexts.Learnt["en"] });
        Assert.Null(english.Guess("bitte registriere das für uns"));
        Assert.Null(english.Guess("please register <company> for us"));
        Assert.Equal("ja", english.Guess("<company>を登録してください"));
    }

    [Fact]
    public void Read_back_it_guesses_as_before()
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
            Languages.Write(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        var again = LanguageGuess.Read(reader);
        Assert.All(LanguageTexts.New, t => Assert.Equal(Languages.Guess(t.Text), again.Guess(t.Text)));
        Assert.Equal(stream.Length, stream.Position);
    }

    [Fact]
    public void Examples_of_the_catalogue_are_never_taken_for_another_language()
    {
        var texts = IntentCatalog.Load(UnderstandingData.IntentsFolder).Texts;
        var languages = new LanguageGuess(texts);
        var wrong = texts.SelectMany(t => t.Value, (t, text) => (t.Key, text, Guess: languages.Guess(text))).Where(g => g.Guess is not null && g.Guess != g.Key).ToList();
        foreach (var (language, text, guess) in wrong)
            output.WriteLine($"{language} > {guess}  {text}");
        Assert.True(wrong.Count <= texts.Sum(t => t.Value.Count) / 200);
    }
}
