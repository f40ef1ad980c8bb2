using YamlDotNet.Serialization;

namespace CoSellBot.Evals.Utterances;

/// <summary>A message with the tool and the slots it should lead to; the files are lists of these, one file a language.</summary>
internal sealed class Utterance
{
    /// <summary>What was typed.</summary>
    [YamlMember(Alias = "say")]
    public string Say { get; set; } = "";

    /// <summary>lena, a rep of the vendor in Germany, or priya, a partner's seller in Britain.</summary>
    [YamlMember(Alias = "as")]
    public string As { get; set; } = "lena";

    /// <summary>The tool.</summary>
    [YamlMember(Alias = "tool")]
    public string Tool { get; set; } = "";

    /// <summary>What the tool is to be called with; what the message does not say is not here.</summary>
    [YamlMember(Alias = "slots")]
    public Dictionary<string, string> Slots { get; set; } = [];

    /// <summary>"registration": one is complete and shown.</summary>
    [YamlMember(Alias = "in_hand")]
    public string? InHand { get; set; }

    /// <summary>The slot the bot has just asked for.</summary>
    [YamlMember(Alias = "asked")]
    public string? Asked { get; set; }

    /// <summary>Reads a file.</summary>
    public static List<Utterance> Load(string file) => new DeserializerBuilder().Build().Deserialize<List<Utterance>>(File.ReadAllText(file));
}
