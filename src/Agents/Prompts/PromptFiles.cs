using HandlebarsDotNet;
using HandlebarsDotNet.Compiler;

namespace CoSellBot.Agents.Prompts;

/// <summary>The templates of <c>prompts/</c> as they were read at one moment: the frame, the policies, the agents.</summary>
internal sealed class PromptFiles
{
    private static readonly IHandlebars Handlebars = HandlebarsDotNet.Handlebars.Create(new HandlebarsConfiguration
    {
        // It is no web page: an apostrophe is to stay one. And a value that is not there is a mistake in the file, not an empty place.
        NoEscape = true,
        ThrowOnUnresolvedBindingExpression = true,
    });

    private readonly HandlebarsTemplate<object, object> _frame;
    private readonly Dictionary<string, HandlebarsTemplate<object, object>> _policies;

    private PromptFiles(HandlebarsTemplate<object, object> frame, Dictionary<string, HandlebarsTemplate<object, object>> policies, IReadOnlyList<AgentDefinition> agents) =>
        (_frame, _policies, Agents) = (frame, policies, agents);

    /// <summary>The agents, those that are always there first, then by name.</summary>
    public IReadOnlyList<AgentDefinition> Agents { get; }

    /// <summary>Reads and tries every file.</summary>
    /// <exception cref="InvalidDataException">A file is missing, malformed, or asks for a value nobody gives; the message names file and cause.</exception>
    public static PromptFiles Read(string folder, IReadOnlySet<string> tools)
    {
        if (!File.Exists(Path.Combine(folder, "system.md")) || !Directory.Exists(Path.Combine(folder, "agents")))
        {
            throw new InvalidDataException($"The prompts folder '{folder}' has no system.md or no agents.");
        }

        var policies = Files(folder, "policies").ToDictionary(file => file.Name, file => Compile($"policies/{file.Name}.md", file.Text.Trim()));
        var agents = Files(folder, "agents").Select(file => AgentDefinition.Parse(file.Name, file.Text, text => Compile($"agents/{file.Name}.md", text)))
            .OrderByDescending(agent => agent.IsAlways).ThenBy(agent => agent.Name, StringComparer.Ordinal).ToList();
        var files = new PromptFiles(Compile("system.md", File.ReadAllText(Path.Combine(folder, "system.md")).ReplaceLineEndings("\n").Trim()), policies, agents);
        files.Try(tools);
        return files;
    }

    /// <summary>What a turn with these agents is told.</summary>
    public string Render(IReadOnlyList<AgentDefinition> agents, PromptValues values)
    {
        var common = values.Common();
        string All(IEnumerable<string> texts) => string.Join("\n\n", texts.Where(text => text.Length > 0));
        common["policies"] = All(agents.SelectMany(agent => agent.Policies).Distinct().Select(policy => _policies[policy](common)));
        common["agents"] = All(agents.Select(agent => agent.Text(common)));
        common["in_hand"] = values.InHand;
        common["history"] = values.History;
        return _frame(common).Trim();
    }

    // Unknown tools and values are found when the files are read, not when the first person asks.
    private void Try(IReadOnlySet<string> tools)
    {
        foreach (var agent in Agents)
        {
            if (agent.Policies.FirstOrDefault(policy => !_policies.ContainsKey(policy)) is { } missing)
            {
                throw new InvalidDataException($"agents/{agent.Name}.md: there is no policies/{missing}.md.");
            }

            if (agent.Tools.FirstOrDefault(tool => !tools.Contains(tool)) is { } unknown)
            {
                throw new InvalidDataException($"agents/{agent.Name}.md: there is no tool '{unknown}'.");
            }
        }

        Render(Agents, PromptValues.Sample);
        if (!Agents.Any(agent => agent.IsAlways))
        {
            throw new InvalidDataException("agents: one has to be always there.");
        }
    }

    private static IEnumerable<(string Name, string Text)> Files(string folder, string part) =>
        Directory.GetFiles(Path.Combine(folder, part), "*.md").Order(StringComparer.Ordinal).Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllText(file).ReplaceLineEndings("\n")));

    private static HandlebarsTemplate<object, object> Compile(string name, string text)
    {
        try
        {
            var template = Handlebars.Compile(text);
            return (values, data) =>
            {
                try
                {
                    return template(values, data);
                }
                catch (Exception failure) when (failure is HandlebarsException or HandlebarsUndefinedBindingException)
                {
                    throw new InvalidDataException($"{name}: {failure.Message}", failure);
                }
            };
        }
        catch (Exception failure) when (failure is HandlebarsException or HandlebarsUndefinedBindingException)
        {
            throw new InvalidDataException($"{name}: {failure.Message}", failure);
        }
    }
}
