using CoSellBot.Bot.Commands;
using Microsoft.VisualBasic.FileIO;
using Xunit;
using YamlDotNet.Serialization;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>The settings file for Microsoft's Teams simulator, as the command makes it.</summary>
public sealed class PlaygroundTests : IDisposable
{
    private static readonly string World = Path.Combine(AppContext.BaseDirectory, "samples", "world");
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("cosellbot-playground-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Six_people_of_the_firm_are_in_it_as_Teams_knows_them()
    {
        var file = await FileAsync(World);

        Assert.Equal(("0.1.1", "tt-halvor"), (file.version, file.tenantId));
        Assert.Equal(("28:cosellbot", "Halvor Co-sell"), (file.bot.id, file.bot.name));
        Assert.Equal("29:lena", file.currentUser.id);
        Assert.Equal(["29:anja", "29:maria", "29:tom", "29:katrin", "29:reto"], file.users.Select(user => user.id));
        var people = People().Where(row => row["org_id"] == "ORG-HALVOR").ToDictionary(row => row["teams_aad_object_id"]);
        Assert.All([file.currentUser, .. file.users], user =>
        {
            var row = people[user.aadObjectId];
            Assert.Equal((row["name"], row["email"], row["email"], row["name"]), (user.name, user.email, user.userPrincipleName, $"{user.givenName} {user.surname}"));
        });
        Assert.Equal(("a:personal-lena", "19:group-sales@thread.v2", "Halvor sales"), (file.personalChat.id, file.groupChat.id, file.groupChat.name));
        Assert.Equal(("Halvor", "Deals"), (file.team.name, Assert.Single(file.team.channels).name));
    }

    [Fact]
    public async Task A_small_firm_is_filled_up_with_people_nobody_linked()
    {
        var file = await FileAsync(World, "--as", "PER-JONAS");

        Assert.Equal(("tt-nimbus", "Halvor Co-sell", "aad-jonas"), (file.tenantId, file.bot.name, file.currentUser.aadObjectId));
        Assert.Equal(["aad-nina", "aad-lukas", "unlinked-1", "unlinked-2", "unlinked-3"], file.users.Select(user => user.aadObjectId));
        Assert.Equal("Guest 1 (not linked)", file.users[2].name);
        // Another firm, another place: the bot may have talked in the vendor's before.
        var vendor = await FileAsync(World);
        Assert.Empty(new[] { file.groupChat.id, file.team.id, file.team.channels[0].id }.Intersect([vendor.groupChat.id, vendor.team.id, vendor.team.channels[0].id]));
    }

    [Fact]
    public async Task Names_come_back_as_they_were_whatever_stands_in_them()
    {
        string[] names = ["Malene Søndergaard", "Inés \"Né\" O'Neil: # -", "no", "{a: [b]} & *c %d", "12", "tab\there \\n \u2028 😀 名前"];
        var world = MakeWorld([.. names.Select((name, i) => $"PER-{i},\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\",p{i}@x.example,ORG-X,NORD,aad-{i}")]);

        var file = await FileAsync(world, "--as", "PER-0");

        Assert.Equal(names, new[] { file.currentUser }.Concat(file.users).Select(user => user.name));
    }

    [Theory]
    [InlineData("PER-NOBODY", "There is no person 'PER-NOBODY' in {0}/people.csv.")]
    [InlineData("PER-1", "PER-1 has no teams_aad_object_id, so Teams cannot say who it is.")]
    [InlineData("PER-2", "ORG-Y, the firm of PER-2, has no teams_tenant_id in {0}/organizations.csv.")]
    public async Task Somebody_Teams_cannot_know_is_refused(string person, string sentence)
    {
        var world = MakeWorld("PER-0,A B,a@x.example,ORG-X,NORD,aad-0", "PER-1,C D,c@x.example,ORG-X,NORD,", "PER-2,E F,e@y.example,ORG-Y,NORD,aad-2");

        var (code, error) = await RunAsync(world, "--as", person);

        Assert.Equal((2, $"No file was made: {string.Format(null, sentence, world)}"), (code, error.Trim().Replace('\\', '/')));
        Assert.False(File.Exists(Out));
    }

    [Fact]
    public async Task A_world_that_is_not_there_or_has_other_columns_is_said()
    {
        var world = MakeWorld("PER-0,A B,a@x.example,ORG-X,NORD,aad-0");
        await File.WriteAllTextAsync(Path.Combine(world, "organizations.csv"), "org_id,kind,name\nORG-X,vendor,X\n");

        Assert.Equal((2, $"No file was made: {Path.Combine(world, "organizations.csv")} has no column teams_tenant_id.\n"), await RunAsync(world, "--as", "PER-0"));
        Assert.Equal((2, $"No file was made: {Path.Combine(world, "none", "people.csv")} cannot be read.\n"), await RunAsync(Path.Combine(world, "none")));
    }

    private string Out => Path.Combine(_folder.FullName, ".m365agentsplayground.yml");

    private static List<Dictionary<string, string>> People()
    {
        using var parser = new TextFieldParser(Path.Combine(World, "people.csv")) { Delimiters = [","], HasFieldsEnclosedInQuotes = true };
        var header = parser.ReadFields()!;
        var rows = new List<Dictionary<string, string>>();
        while (parser.ReadFields() is { } fields)
        {
            rows.Add(header.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second));
        }

        return rows;
    }

    private string MakeWorld(params string[] people)
    {
        var world = _folder.CreateSubdirectory("world").FullName.Replace('\\', '/');
        File.WriteAllText(Path.Combine(world, "organizations.csv"), "org_id,kind,name,domain,country,teams_tenant_id,slack_team_id\nORG-X,vendor,\"X: \"\"ø\"\"\",x.example,DK,tt-x,\nORG-Y,partner,Y,y.example,DK,,\n");
        File.WriteAllLines(Path.Combine(world, "people.csv"), ["person_id,name,email,org_id,region,teams_aad_object_id", .. people]);
        return world;
    }

    private async Task<PlaygroundYaml> FileAsync(string world, params string[] args)
    {
        Assert.Equal((0, ""), await RunAsync(world, args));
        return new DeserializerBuilder().Build().Deserialize<PlaygroundYaml>(await File.ReadAllTextAsync(Out));
    }

    private async Task<(int Code, string Error)> RunAsync(string world, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter { NewLine = "\n" };
        var code = await PlaygroundCommand.RunAsync([.. args, "--world", world, "--out", Out], output, error);
        return (code, error.ToString());
    }

    // The simulator's own names; an unknown key fails the reading.
#pragma warning disable IDE1006, CA1812
    private sealed record PlaygroundYaml
    {
        public string version { get; init; } = "";
        public string tenantId { get; init; } = "";
        public Named bot { get; init; } = new();
        public User currentUser { get; init; } = new();
        public List<User> users { get; init; } = [];
        public Named personalChat { get; init; } = new();
        public Named groupChat { get; init; } = new();
        public Team team { get; init; } = new();
    }

    private sealed record Named
    {
        public string id { get; init; } = "";
        public string name { get; init; } = "";
    }

    private sealed record Team
    {
        public string id { get; init; } = "";
        public string name { get; init; } = "";
        public string aadGroupId { get; init; } = "";
        public List<Named> channels { get; init; } = [];
    }

    private sealed record User
    {
        public string id { get; init; } = "";
        public string name { get; init; } = "";
        public string userPrincipleName { get; init; } = "";
        public string aadObjectId { get; init; } = "";
        public string givenName { get; init; } = "";
        public string surname { get; init; } = "";
        public string email { get; init; } = "";
    }
#pragma warning restore IDE1006, CA1812
}
