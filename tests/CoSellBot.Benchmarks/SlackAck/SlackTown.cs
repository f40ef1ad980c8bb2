namespace CoSellBot.Benchmarks.SlackAck;

/// <summary>Somebody with an account in Slack.</summary>
internal sealed record SlackPerson(string User, string Team)
{
    public string Direct => $"D{User[1..]}";
}

/// <summary>Fifty people of the demo world and their sixty places: a direct chat each, and ten rooms of five.</summary>
internal static class SlackTown
{
    public const string Secret = "signing-secret-of-the-benchmark";
    public const string Token = "xoxb-benchmark";
    public const string Team = "T0HALVOR";
    public const string BotUser = "U0BOT";
    public const string BotId = "B0BOT";
    public const int Rooms = 10;

    private const int Inhabitants = 50;

    public static IReadOnlyList<SlackPerson> People { get; } = Read();

    public static string Room(int number) => $"C0ROOM{number:00}";

    public static IReadOnlyList<SlackPerson> Members(int room) => [.. People.Where((_, at) => at % Rooms == room)];

    private static List<SlackPerson> Read()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "samples", "world");
        var teams = Rows(Path.Combine(folder, "organizations.csv")).ToDictionary(row => row[0], row => row[^1]);
        return [.. Rows(Path.Combine(folder, "people.csv")).Take(Inhabitants).Select(row => new SlackPerson(row[^1], teams[row[3]]))];
    }

    // No value of these columns is quoted.
    private static IEnumerable<string[]> Rows(string file) => File.ReadLines(file).Skip(1).Select(line => line.Split(','));
}
