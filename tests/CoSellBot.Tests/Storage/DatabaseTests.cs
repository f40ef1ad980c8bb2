using System.Net;
using CoSellBot.Bot;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Storage;
using CoSellBot.Tests.Infrastructure;
using CoSellBot.Tests.Prm.Import;
using Npgsql;
using Xunit;

namespace CoSellBot.Tests.Storage;

/// <summary>Which database a setting names, and what every kind of it takes.</summary>
public sealed class DatabaseTests
{
    private static readonly string[] Unstorable = ["my deals\0", "\0", "register Zero\0 AG with Nimbus for Ledger, 80k EUR, close end of September", "status of DR-\0"];

    [Theory]
    [InlineData("Data Source=data/cosellbot.db", false)]
    [InlineData("DataSource=:memory:", false)]
    [InlineData("Host=db.example;Database=cosellbot", true)]
    [InlineData("host=db.example", true)]
    [InlineData("Server=db.example;User Id=bot;Password=secret", true)]
    public void The_connection_string_says_which_kind_it_is(string text, bool isPostgres) => Assert.Equal(isPostgres, Database.IsPostgres(text));

    [Theory]
    [InlineData("postgres://bot:secret@db.example/cosellbot")]
    [InlineData("Database=cosellbot;Password=secret")]
    [InlineData("Host=;Password=secret")]
    [InlineData("secret")]
    public void What_names_neither_is_refused_in_a_sentence_without_its_password(string text)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Server.Build([$"--ConnectionStrings:CoSellBot={text}"]));
        Assert.StartsWith("ConnectionStrings:CoSellBot names no database. Use 'Data Source=<file>' for SQLite or 'Host=", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=db.example;Timeout=soon;Password=secret")]
    [InlineData("Host=db.example;Colour=blue;Password=secret")]
    [InlineData("Data Source=x.db;Colour=blue")]
    public void A_word_that_the_kind_does_not_know_is_refused_in_a_sentence(string text)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Server.Build([$"--ConnectionStrings:CoSellBot={text}"]));
        Assert.Contains("in a way that cannot be read. An example:", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_of_rows_stay_out_of_errors_and_logs_whatever_is_asked_for()
    {
        var settings = new NpgsqlConnectionStringBuilder(Postgres.Settings("Host=db.example;Include Error Detail=true;Log Parameters=true;Application Name=mine;Keepalive=5"));

        Assert.False(settings.IncludeErrorDetail);
        Assert.False(settings.LogParameters);
        Assert.Equal(("mine", 5), (settings.ApplicationName, settings.KeepAlive));
    }

    [PostgresFact]
    public async Task A_database_that_is_not_there_ends_the_start_with_the_servers_sentence()
    {
        var gone = new NpgsqlConnectionStringBuilder(TestDatabase.Server) { Database = "cosellbot-not-there" }.ConnectionString;
        await using var app = Server.Build(["--environment=Development", "--urls=http://127.0.0.1:0", $"--ConnectionStrings:CoSellBot={gone}"]);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync());

        Assert.Equal("The database of ConnectionStrings:CoSellBot cannot be used. Its server says: 3D000: database \"cosellbot-not-there\" does not exist", refused.Message);
    }

    [Fact]
    public void Text_that_no_server_stores_is_replaced()
    {
        // Not as data of a theory: an attribute cannot hold half a character.
        foreach (var (text, stored) in new[]
                 {
                     ("", ""), ("plain", "plain"), ("whole \uD83D\uDE00", "whole \uD83D\uDE00"), ("zero\0between", "zero\uFFFDbetween"), ("half \uD83D of one", "half \uFFFD of one"), ("\uDE00\0", "\uFFFD\uFFFD"),
                 })
        {
            Assert.Equal(stored, StorableText.Of(text));
        }
    }

    [Fact]
    public async Task A_message_with_what_cannot_be_stored_is_answered_like_any_other()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        foreach (var (text, i) in Unstorable.Select((text, i) => (text, i)))
        {
            using var response = await bot.PostAsync("PER-LENA", "dm", "messages", new { id = $"zero\0{i}", text });
            Assert.True(response.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.BadRequest, response.StatusCode.ToString());
        }

        await bot.IdleAsync();
        Assert.All(await bot.InboxAsync(), row => Assert.Equal((CoSellBot.Bot.Storage.InboxState.Done, 0), (row.State, row.Attempts)));
        Assert.All(await bot.OutboxAsync(), row => Assert.Equal(CoSellBot.Bot.Storage.OutboxState.Sent, row.State));
    }

    [Fact]
    public async Task A_row_with_what_cannot_be_stored_is_imported_or_named_and_takes_no_other_with_it()
    {
        using var database = new ImportDatabase();

        var report = await database.RunAsync(database.Folder(("accounts.csv", "account_id,name,domain,country\nA,Contoso\0GmbH,contoso.com,DE\nB\0,Bee AG,bee.example,DE\nC,Sea AG,sea.example,DE\n")));

        var accounts = report.Files.Single(file => file.Table == "accounts");
        Assert.Equal((3, 3), (accounts.Read, accounts.Added + accounts.Rejected));
        Assert.Equal("Sea AG", (await database.OneAsync<Account>("C")).Name);
    }
}
