using System.Diagnostics;

namespace CoSellBot.Evals.Components;

/// <summary>The intent classifier measured alone: on our own examples and on public data, beside what others published.</summary>
internal static class ComponentsVerb
{
    private static readonly (string Name, Func<TextWriter, bool> Measure)[] All =
    [
        ("own", Printed(OwnExamples.Measure)),
        ("clinc150", Clinc150.Measure),
        ("snips", Printed(Snips.Measure)),
        ("hwu64", Printed(Hwu64.Measure)),
        ("banking77", Printed(Banking77.Measure)),
    ];

    public static IEnumerable<string> Names => All.Select(a => a.Name);

    /// <summary>Measures what is named, or everything. Returns the exit code: 1 when a figure that has to be reached is missed, 2 for an unknown name.</summary>
    public static int Run(string[] names, TextWriter output)
    {
        if (names.Except(Names).FirstOrDefault() is { } unknown)
        {
            output.WriteLine($"'{unknown}' is not one of: {string.Join(", ", Names)}.");
            return 2;
        }
        var missed = false;
        foreach (var (name, measure) in All.Where(a => names.Length == 0 || names.Contains(a.Name)))
        {
            output.WriteLine($"== {name}");
            var watch = Stopwatch.StartNew();
            missed |= !measure(output);
            output.WriteLine($"   {watch.Elapsed.TotalSeconds:F1} s in all");
        }
        return missed ? 1 : 0;
    }

    // Beside published figures, without one to reach.
    private static Func<TextWriter, bool> Printed(Action<TextWriter> measure) => output =>
    {
        measure(output);
        return true;
    };
}
