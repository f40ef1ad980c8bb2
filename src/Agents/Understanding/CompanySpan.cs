using System.Buffers;
using System.Collections.Frozen;
using FuzzySharp;

namespace CoSellBot.Agents.Understanding;

/// <summary>Where a message names a company: the first run of words that are neither ours nor grammar, best after a word that introduces one.</summary>
internal static class CompanySpan
{
    private const int MostWords = 7;

    private static readonly FrozenSet<string> Grammar = FrozenSet.ToFrozenSet(
        ("w w/ a an the this that these those it its i me my mine we us our ours you your yours he she they them their one ones and or but if so not no yes ok okay please pls plz thx thanks thank " +
         "is are was were be been am do does did done doing has have had having can could would should will shall may might must let lets let's make made makes get got gets give gives put take want wants need needs " +
         "to of in on at by for from with within into onto over under about against between as than then there here where when what which who whom whose why how much many more most any some all each every other another else only just also too very still yet already again now today tomorrow yesterday " +
         "hi hello hey dear good morning afternoon evening there team bot folks guys everyone all hold keep going gone went come comes came coming bring brings bringing brought buy buys buying bought sell sells selling sold use uses using used sign signs signed signing win wins winning won lose lost " +
         "long longer short soon late later early earlier before after first last next previous same different new old right wrong true false sure fine great perfect cool nice thanks sorry exactly really actually probably maybe perhaps almost nearly roughly up down out off away around both either neither few several double triple half twice once " +
         "know knows think thinks believe guess hear heard say says said saying tell told talk talking speak asks asked asking explain means understand mean read write wrote written send sent sends sending call called calls calling meet met meeting meetings try tried help helps helped work works worked working happen happened happening expire expires expired expiring expiry last lasts ends ended ending begin begins start starts started stuck left until till since ago " +
         "biggest largest smallest highest lowest best worst oldest newest latest recent many few total count list lists everything nothing something anything everyone nobody idea thing things stuff way ways reason reasons case cases time times day days hour hours minute minutes week weeks month months year years people person human name names word words line place order number numbers " +
         "limt protected protection rejected reject decides decided deciding yours theirs ours mine extension extend renew renewal undo because although though while however unless otherwise whether " +
         "how's what're who're whats whos hows wheres im ive id dont cant wont didnt doesnt isnt arent i'm i'd i've we're we'd we've it's that's what's who's where's there's don't can't won't isn't aren't").Split(' '), StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Domain = FrozenSet.ToFrozenSet(
        ("register registering registered registration registrations reg claim log submit enter file create add new protect protection protected deal deals dealreg opportunity opportunities opps opp pipeline account accounts customer customers company companies client prospect lead leads " +
         "status state update news progress where show list see find look tell check open closed close closes closing closed expected expect worth value amount budget size about around roughly approx approximately change changed correct correction instead actually wait sorry meant mean should " +
         "withdraw withdrawal cancel drop remove delete stop abort pull back proof evidence attach upload document request mail email note " +
         "partner partners firm via through together reseller product license licence licences licenses seats units currency end date month quarter year week mid " +
         "rule rules limit limits engagement policy question ask asks contact manager help someone anyone anybody somebody competitor competitors working work worked " +
         "confirm yes go ahead ready draft proposal number country located based kind type pounds euros dollars k m approve approved pending waiting decision decide review our latest current currently going doing happening how's running called named name").Split(' '), StringComparer.OrdinalIgnoreCase);

    private static readonly string[] LongVerbs = ["register", "registration", "withdraw", "opportunities", "customer", "account", "evidence", "currency"];

    private static readonly SearchValues<char> Breaks = SearchValues.Create(",;:?!\n()");
    private static readonly SearchValues<char> OpenQuotes = SearchValues.Create("\"“");
    private static readonly SearchValues<char> CloseQuotes = SearchValues.Create("\"”");

    private sealed record Run(int Start, int End, int Words, bool Capital);

    /// <summary>Where the company's name stands, and an unknown partner's when one is introduced by "with" beside a company.</summary>
    public static ((int Start, int Length)? Company, (int Start, int Length)? Partner) Find(
        string text, IReadOnlyList<(int Start, int Length)> taken, bool lookForPartner)
    {
        var quote = text.AsSpan().IndexOfAny(OpenQuotes);
        var inside = quote >= 0 ? text.AsSpan(quote + 1).IndexOfAny(CloseQuotes) : -1;
        if (inside > 0 && !Overlaps(taken, quote, inside + 1))
        {
            return ((quote + 1, inside), null);
        }

        var runs = Runs(text, taken);
        var partner = lookForPartner && runs.Count > 1 ? runs.Find(run => run.Capital && Introduces(text, run.Start)) : null;
        var others = runs.Where(run => run != partner).ToList();
        var best = others.Find(run => run.Capital) ?? others.FirstOrDefault();
        return (Place(best), Place(partner));
    }

    private static (int Start, int Length)? Place(Run? run) => run is null ? null : (run.Start, run.End - run.Start);

    private static bool Introduces(string text, int at) =>
        text.AsSpan(0, at).EndsWith("with ", StringComparison.OrdinalIgnoreCase) || text.AsSpan(0, at).EndsWith("via ", StringComparison.OrdinalIgnoreCase);

    private static List<Run> Runs(string text, IReadOnlyList<(int Start, int Length)> taken)
    {
        var runs = new List<Run>();
        Run? open = null;
        foreach (var token in ChatText.Tokens(text))
        {
            var isName = token.Text.Any(char.IsLetterOrDigit) && !Overlaps(taken, token.Start, token.Length) && !IsOurs(token.Text, isFirst: token.Start == 0);
            var joins = open is not null && Joinable(text, open, token.Start);
            if (isName)
            {
                var capital = char.IsUpper(token.Text[0]) || char.IsDigit(token.Text[0]) || (char.IsLetter(token.Text[0]) && !char.IsLower(token.Text[0]));
                open = joins && open!.Words < MostWords
                    ? open with { End = token.Start + token.Length, Words = open.Words + 1, Capital = open.Capital || capital }
                    : Start(token, capital);
            }
            // "Bank of Ireland", "Johnson & Sons": a small word inside a capitalised name belongs to it.
            else if (joins && open!.Capital && token.Text is "&" or "of" or "and" && NextIsCapital(text, token.Start + token.Length) && !Overlaps(taken, token.Start, token.Length))
            {
                open = open! with { End = token.Start + token.Length, Words = open.Words + 1 };
            }
            else
            {
                Close();
            }
        }

        Close();
        return runs;

        Run Start(ChatToken token, bool capital)
        {
            Close();
            return new Run(token.Start, token.Start + token.Length, 1, capital);
        }

        void Close()
        {
            if (open is not null)
            {
                runs.Add(open);
                open = null;
            }
        }
    }

    /// <summary>True for words of grammar and of our own trade, which name no company.</summary>
    internal static bool IsOurs(string word, bool isFirst = false) => Grammar.Contains(word) || Domain.Contains(word)
        // A slip in a word of ours is not a company: "regsiter contoso".
        || (word.Length >= 6 && (isFirst || !char.IsUpper(word[0])) && LongVerbs.Any(verb => Fuzz.Ratio(word.ToLowerInvariant(), verb) >= 84));

    private static bool Joinable(string text, Run open, int next)
    {
        var between = text.AsSpan(open.End, next - open.End);
        // "& Co. KG": the full stop of an abbreviation does not end a sentence.
        var lastWord = text.AsSpan(open.Start, open.End - open.Start);
        lastWord = lastWord[(lastWord.LastIndexOf(' ') + 1)..];
        return between.IndexOfAny(Breaks) < 0
            && (!between.Contains(". ", StringComparison.Ordinal) || (lastWord.Length is > 1 and <= 4 && char.IsUpper(lastWord[0])));
    }

    private static bool NextIsCapital(string text, int from)
    {
        while (from < text.Length && text[from] == ' ')
        {
            from++;
        }

        return from < text.Length && char.IsUpper(text[from]);
    }

    private static bool Overlaps(IReadOnlyList<(int Start, int Length)> taken, int start, int length) =>
        taken.Any(span => start < span.Start + span.Length && span.Start < start + length);
}
