using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace CoSellBot.Benchmarks.SlackAck;

/// <summary>One event to be sent.</summary>
/// <param name="Ts">Slack's name of the message.</param>
/// <param name="IsForBot">True when the bot has to store it; else it has to be acknowledged and forgotten.</param>
/// <param name="IsRepeat">True when the same event was sent before.</param>
/// <param name="Body">The bytes.</param>
internal sealed record SlackEvent(string Ts, bool IsForBot, bool IsRepeat, byte[] Body);

/// <summary>What is said in the town: half to the bot alone, a third by naming it in a room; some of it twice, and some not to the bot at all.</summary>
internal static class SlackTraffic
{
    private const int Seed = 4711;
    private const double Direct = 0.52;
    private const double Mention = 0.82;
    private const double Repeat = 0.90;
    private static readonly string[] Sayings =
    [
        "status of our deals", "help", "who can read this", "who is on Contoso?", "what are the rules of engagement",
        "register Contoso with Nimbus for Ledger, 80k EUR, close end of next month",
    ];

    /// <summary>The same events for the same arguments, in this process or another.</summary>
    /// <param name="count">How many.</param>
    /// <param name="second">When the run began, in seconds since 1970; part of the messages' names.</param>
    /// <param name="within">How many events back a repeated one may lie.</param>
    public static List<SlackEvent> Plan(int count, long second, int within)
    {
#pragma warning disable CA5394 // Chance for a load, not for a secret; the same on every run.
        var (chance, plan) = (new Random(Seed), new List<SlackEvent>(count));
        while (plan.Count < count)
        {
            var (kind, ts) = (chance.NextDouble(), $"{second}.{plan.Count:000000}");
            var (person, room) = (SlackTown.People[chance.Next(SlackTown.People.Count)], chance.Next(SlackTown.Rooms));
            var saying = Sayings[chance.Next(Sayings.Length)];
            if (kind < Direct)
            {
                plan.Add(Said("message", person, person.Direct, "im", saying, ts, isForBot: true));
            }
            else if (kind < Mention)
            {
                var members = SlackTown.Members(room);
                plan.Add(Said("app_mention", members[chance.Next(members.Count)], SlackTown.Room(room), null, $"<@{SlackTown.BotUser}> {saying}", ts, isForBot: true));
            }
            else if (kind < Repeat && plan.Count > 0)
            {
                plan.Add(plan[chance.Next(Math.Max(0, plan.Count - within), plan.Count)] with { IsRepeat = true });
            }
            else
            {
                plan.Add(Said("message", SlackTown.Members(room)[0], SlackTown.Room(room), "channel", saying, ts, isForBot: false));
            }
        }
#pragma warning restore CA5394
        return plan;
    }

    private static SlackEvent Said(string type, SlackPerson who, string channel, string? channelType, string text, string ts, bool isForBot)
    {
        var what = new JsonObject
        {
            ["type"] = type,
            ["user"] = who.User,
            ["text"] = text,
            ["ts"] = ts,
            ["event_ts"] = ts,
            ["client_msg_id"] = $"c{ts}",
            ["channel"] = channel,
            ["user_team"] = who.Team,
            ["source_team"] = who.Team,
            ["blocks"] = new JsonArray(new JsonObject
            {
                ["type"] = "rich_text",
                ["block_id"] = "b1",
                ["elements"] = new JsonArray(new JsonObject
                {
                    ["type"] = "rich_text_section",
                    ["elements"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }),
                }),
            }),
        };
        if (channelType is not null)
        {
            what["channel_type"] = channelType;
        }

        var whole = new JsonObject
        {
            ["type"] = "event_callback",
            ["token"] = "unused",
            ["team_id"] = SlackTown.Team,
            ["context_team_id"] = SlackTown.Team,
            ["api_app_id"] = "A0BENCH",
            ["event_id"] = $"Ev{ts}",
            ["event_time"] = long.Parse(ts[..ts.IndexOf('.')], CultureInfo.InvariantCulture),
            ["event_context"] = $"4-{ts}",
            ["is_ext_shared_channel"] = false,
            ["authorizations"] = new JsonArray(new JsonObject
            {
                ["enterprise_id"] = null, ["team_id"] = SlackTown.Team, ["user_id"] = SlackTown.BotUser, ["is_bot"] = true, ["is_enterprise_install"] = false,
            }),
            ["event"] = what,
        };
        return new SlackEvent(ts, isForBot, IsRepeat: false, Encoding.UTF8.GetBytes(whole.ToJsonString()));
    }
}
