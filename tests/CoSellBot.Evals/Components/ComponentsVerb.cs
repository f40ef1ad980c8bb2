using System.Diagnostics;

namespace CoSellBot.Evals.Components;

/// <summary>The intent classifier measured alone: on our own examples and on public data, beside what others published.</summary>
internal static class ComponentsVerb
{
    private static readonly (string Name, Action<TextWriter> Measure)[] All =
    [
        ("own", OwnExamples.Measure),
        ("clinc150", Clinc150.Measure),
        ("snips", Snips.Measure),
        ("hwu64", Hwu64.Measure),
        ("banking77", Banking77.Measure),
    ];

    public static IEnumerable<string> Names => All.Select(a => a.Name);

    /// <summary>Measures what is named, or everything. Returns the exit code: 2 for an unknown name.</summary>
    public static int Run(string[] names, TextWriter output)
    {
        if (names.Except(Names).FirstOrDefault() is { } unknown)
        {
            output.WriteLine($"'{unknown}' is not one of: {string.Join(", ", Names)}.");
            return 2;
        }
        foreach (var (name, measure) in All.Where(a => names.Length == 0 || names.Contains(a.Name)))
        {
            output.WriteLine($"== {name}");
            var watch = Stopwatch.StartNew();
            measure(output);
            output.WriteLine($"   {watch.Elapsed.TotalSeconds:F1} s in all");
        }
        return 0;
    }
}
