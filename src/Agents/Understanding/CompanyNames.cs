using System.Buffers;
using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace CoSellBot.Agents.Understanding;

/// <summary>Where a company's name stands.</summary>
internal readonly record struct CompanyMention(int Start, int Length, bool IsPartner);

/// <summary>Cuts the names the tagger has found out of a text.</summary>
internal static partial class CompanyNames
{
    private const int LongestName = 120;
    private const int MostBeforeHonorific = 4;
    private static readonly string[] Honorifics = ["さん", "様", "さま", "殿", "御中"];

    private static readonly FrozenSet<string> LegalForms = FrozenSet.ToFrozenSet(
        "gmbh ag kg se ug ohg ev ltd limited plc llp inc corp corporation llc sa sas sarl sl slu s.a s.l srl spa lda ltda s/a a/s aps ab asa kk gk oy bv nv 合同会社 株式会社 有限会社".Split(' '), StringComparer.Ordinal);

    private static readonly string[] JapaneseForms = ["合同会社", "株式会社", "有限会社"];

    private static readonly FrozenSet<string> Connectors = FrozenSet.ToFrozenSet(["de", "do", "da", "dos", "das", "del", "of"], StringComparer.Ordinal);

    private static readonly SearchValues<char> Borders = SearchValues.Create(",;:?!\n()、。／→「」【】『』");

    /// <summary>A text as the tagger sees it: what was read already stands as one word, so that it judges by the words around.</summary>
    internal sealed record View(TaggerView Seen, List<(int Start, int End, bool Taken)> Places);

    /// <summary>Looks at a text once, for one search or several.</summary>
    public static View Look(SlotTagger tagger, string text, FoldedText words, MessageSpans spans)
    {
        var (tokens, places) = Tokens(text, words, spans);
        return new View(tagger.Look(tokens), places);
    }

    /// <summary>The names, likeliest first.</summary>
    public static IEnumerable<CompanyMention> Find(SlotTagger tagger, string text, FoldedText words, MessageSpans spans, View view, float leaning = 0)
    {
        var found = Tagged(tagger, text, words, spans, view, leaning).ToList();
        if (WithForm().Match(text) is { Success: true } formal && !spans.IsTaken(formal.Index, formal.Length)
            && found.TrueForAll(name => !HasLegalForm(text, name) || (name.Start > formal.Index && name.Start < formal.Index + formal.Length)))
        {
            // Who is signed for names a person first: "Marta Quiroga, Litware SpA".
            var (start, length) = WithoutOwnWords(tagger, text, words, formal.Index, WithLegalForm(text, formal.Index, formal.Index + formal.Length) - formal.Index);
            found.Insert(0, new CompanyMention(start, length, IsPartner: false));
        }

        return found.OrderByDescending(name => HasLegalForm(text, name));
    }

    private static bool HasLegalForm(string text, CompanyMention name) => FoldedText.Of(text.Substring(name.Start, name.Length)).Any(word => LegalForms.Contains(word.Folded));

    private static IEnumerable<CompanyMention> Tagged(SlotTagger tagger, string text, FoldedText words, MessageSpans spans, View view, float leaning)
    {
        var places = view.Places;
        var tags = tagger.Tag(view.Seen, leaning);
        for (var i = 0; i < tags.Length; i++)
        {
            if (tags[i] is not (SlotTag.Company or SlotTag.Partner) || places[i].Taken)
            {
                continue;
            }

            var end = i;
            while (end + 1 < tags.Length && tags[end + 1] == tags[i] + 1 && !places[end + 1].Taken && Joins(text, places[end].End, places[end + 1].Start)
                && !EndsBetween(text, places[i].Start, places[end], places[end + 1]))
            {
                end++;
            }

            var start = WithCapitalsBefore(tagger, text, words, spans, places[i].Start);
            var length = AfterJapaneseForm(text, start, WithLegalForm(text, places[i].Start, places[end].End)) - start;
            (start, length) = WithoutOwnWords(tagger, text, words, start, length);
            if (length <= 0)
            {
                i = end;
                continue;
            }

            if (WithoutHonorific(text, start, length) <= 0)
            {
                i = end;
                continue;
            }

            length = UpToHonorific(text, start, WithoutHonorific(text, start, length));
            yield return new CompanyMention(start, Math.Min(LongestName, length), tags[i] == SlotTag.Partner);
            i = end;
        }
    }

    // 横浜パーツ|販売|さん: what stands between a Japanese name and its honorific is part of it.
    private static int UpToHonorific(string text, int start, int length)
    {
        var end = start + length;
        var run = end;
        while (run < text.Length && run < end + MostBeforeHonorific && Scripts.Of(text[run]) == Script.Han)
        {
            run++;
        }

        return run > end && Scripts.Of(text[end - 1]) is Script.Katakana or Script.Han && Honorifics.Any(honorific => text.AsSpan(run).StartsWith(honorific, StringComparison.Ordinal) && honorific[0] != text[end]) ? run - start : length;
    }

    /// <summary>The length of a name without 様 or さん behind it.</summary>
    public static int WithoutHonorific(string text, int start, int length)
    {
        while (length > 0 && Honorifics.FirstOrDefault(honorific => text.AsSpan(start, length).EndsWith(honorific, StringComparison.Ordinal)) is { } honorific)
        {
            length = text.AsSpan(start, length - honorific.Length).TrimEnd().Length;
        }

        return length;
    }

    /// <summary>True for what can be a name without any word that introduces one: letters of a name's writing, not the beginning of a verb.</summary>
    public static bool CanStandAlone(string text, CompanyMention name)
    {
        var scripts = text.Substring(name.Start, name.Length).Select(Scripts.Of).Distinct().ToList();
        if (scripts.Count == 0)
        {
            return false;
        }

        var end = name.Start + name.Length;
        return !scripts.Contains(Script.Hiragana)
            && (scripts[0] != Script.Han || (name.Length >= 3 && (end == text.Length || Scripts.Of(text[end]) != Script.Hiragana || "をにのはがでともへ".Contains(text[end], StringComparison.Ordinal))));
    }

    // "den Kunden Adatum SE", "Northwind an", "neuanmeldung Drahtwerke": words of grammar and of a form are no part of a name, nor is a
    // lower-case word of ours beside a name in capitals. 一件登録 is no name at all.
    private static (int Start, int Length) WithoutOwnWords(SlotTagger tagger, string text, FoldedText words, int start, int length)
    {
        var inside = words.Where(word => word.Start >= start && word.End <= start + length).ToList();
        var hasCapitals = inside.Exists(word => char.IsUpper(word.Text[0]) && !tagger.Vocabulary.Has(word.Folded));
        var hasOther = inside.Exists(word => !tagger.Vocabulary.Has(word.Folded) && !Wordbook.Shipped.Everyday.Contains(word.Folded));
        bool IsOurs(FoldedWord word) => Scripts.Of(word.Text[0]) == Script.Spaced && !LegalForms.Contains(word.Folded)
            && !(word.Length > 1 && word.Text.All(char.IsUpper) && hasCapitals) && (Wordbook.Shipped.Glue.Contains(word.Folded) || Wordbook.Shipped.List("customer").TryGet(word.Text, out _)
                || (hasOther && char.IsLower(word.Text[0]) && Wordbook.Shipped.Everyday.Contains(word.Folded))
                || (hasCapitals && char.IsLower(word.Text[0]) && (tagger.Vocabulary.Has(word.Folded) || tagger.Vocabulary.HasNear(word.Folded))));
        while (inside.Count > 0 && IsOurs(inside[0]) && !(inside.Count > 1 && char.IsUpper(inside[0].Text[0]) && inside[0].Folded is "the" or "la" or "le" or "el" or "o" or "a"))
        {
            inside.RemoveAt(0);
        }

        while (inside.Count > 0 && IsOurs(inside[^1]))
        {
            inside.RemoveAt(inside.Count - 1);
        }

        if (inside.Count == 0 || (inside is [var only] && NoName().IsMatch(only.Text)))
        {
            return (start, 0);
        }

        var first = JapaneseBeginning(tagger, text, inside[0].Start, start + length);
        if (TalkBehind().Match(text, first, start + length - first) is { Success: true, Index: var talk } && talk > first)
        {
            return (first, talk - first); // アダタムの申請状況
        }

        // A particle goes with the word before it: "コセルで|みなと損害保険".
        if (first == start && first > 0 && length > 2 && text[first] is 'で' or 'を' or 'が' && Scripts.Of(text[first + 1]) != Script.Spaced)
        {
            first++;
        }

        if (first == start && text[first] == 'に' && first > 0 && text[first - 1] is '既' or '特' or '更')
        {
            first++;
        }

        return inside[^1].End == words.LastOrDefault(word => word.End <= start + length).End ? (first, start + length - first) : (first, inside[^1].End - first);
    }

    // "Rede Sabiá de Farmácias", "Ets Brossard & Fils": capitals that are no words of ours belong to the name behind them.
    private static int WithCapitalsBefore(SlotTagger tagger, string text, FoldedText words, MessageSpans spans, int start)
    {
        for (var at = words.IndexAt(start) - 1; at >= 0; at--)
        {
            var first = Connectors.Contains(words[at].Folded) && at > 0 ? at - 1 : at;
            var word = words[first];
            if (!char.IsUpper(word.Text[0]) || spans.IsTaken(word.Start, word.Length) || tagger.Vocabulary.Has(word.Folded) || !char.IsUpper(text[start])
                || !text.AsSpan(word.End, words[first + 1].Start - word.End).IsWhiteSpace() || !text.AsSpan(words[at].End, start - words[at].End).IsWhiteSpace())
            {
                break;
            }

            (start, at) = (word.Start, first);
        }

        return start;
    }

    // 東雲化学工業株式会社様向け: behind its legal form a Japanese name is over.
    private static int AfterJapaneseForm(string text, int start, int end) => JapaneseForms
        .Select(form => text.IndexOf(form, start + 1, Math.Max(0, end - start - 1), StringComparison.Ordinal) is >= 0 and var at ? at + form.Length : end)
        .Min();

    // A name in Latin letters ends where Japanese begins, unless a legal form follows; a Japanese one ends behind its legal form.
    private static bool EndsBetween(string text, int start, (int Start, int End, bool Taken) last, (int Start, int End, bool Taken) next)
    {
        var follows = text[next.Start..next.End];
        // 株式会社みやび不動産 購買部: behind the blank is a department.
        if (last.End < next.Start && JapaneseForms.Any(form => text.AsSpan(start, last.End - start).StartsWith(form, StringComparison.Ordinal)))
        {
            return true;
        }

        return Scripts.Of(text[last.Start]) == Script.Spaced && Scripts.Of(follows[0]) is Script.Han or Script.Hiragana ? !LegalForms.Any(form => follows.StartsWith(form, StringComparison.Ordinal))
            : LegalForms.FirstOrDefault(form => form[0] > '\u3000' && text.AsSpan(last.Start, last.End - last.Start).EndsWith(form, StringComparison.Ordinal)) is { } form && last.End - form.Length > start;
    }

    /// <summary>True when a known name is only a part of a company's: a legal form follows it, as in "Contoso France SA" and "Atlas Bau AG".</summary>
    public static bool IsInside(string text, FoldedText words, int start, int length)
    {
        var at = 0;
        while (at < words.Count && words[at].Start < start + length)
        {
            at++;
        }

        for (var next = at; next < words.Count && next <= at + 1 && Joins(text, words[next - 1].End, words[next].Start); next++)
        {
            if (LegalForms.Contains(words[next].Folded) || JapaneseForms.Any(form => words[next].Text.StartsWith(form, StringComparison.Ordinal)))
            {
                return at > 0 && (words[at - 1].Start > 0 || next > at);
            }

            if (!char.IsUpper(words[next].Text[0]))
            {
                return false;
            }
        }

        return false;
    }

    // "Conservas Matosinhos, Lda." and "Montoro S.L.": the legal form is part of the name, with its comma and its stop.
    public static int WithLegalForm(string text, int start, int end)
    {
        if (AfterComma().Match(text, end) is { Success: true } form && form.Index == end)
        {
            end += form.Length;
        }

        return end < text.Length && text[end] == '.' && DottedForm().IsMatch(text.AsSpan(start, end - start)) ? end + 1 : end;
    }

    [GeneratedRegex(@"\G,?\s(?:GmbH(?:\s&\sCo\.?\sKG)?|AG|KG|SE|e\.K|S\.A|S\.L|S\.A\.S|S\.r\.l|SA|SL|SAS|SARL|Lda|Ltda|Ltd|Inc|LLC|Corp|plc|A/S|S/A|SpA|ApS|AB|AS|KK|GK|Oy|BV|NV|gmbh|ltd|inc|llc|sarl|ltda|lda)(?![\p{L}\p{N}])(?:\.? de C\.?V)?", RegexOptions.CultureInvariant)]
    private static partial Regex AfterComma();

    [GeneratedRegex(@"(?<![\p{L}\p{N}])(?:[\p{Lu}\p{N}][\p{L}\p{N}&'’-]*\s(?:(?:de|do|da|dos|das|del|di|von|van|der|den|und|of|y|e|la|&)\s|d['’](?=\p{Lu}))?){1,5}(?:GmbH|AG|KG|SE|S\.A|S\.L|SA|SL|SAS|SARL|SpA|S/A|Lda|Ltda|Ltd|Inc|LLC|Corp|plc|A/S|ApS|AB|BV|NV)(?![\p{L}\p{N}])", RegexOptions.CultureInvariant)]
    private static partial Regex WithForm();

    [GeneratedRegex(@"(?:\p{L}\.)+\p{L}$|\b(?:Lda|Ltda|Inc|Ltd|Corp|Co|Cia)$", RegexOptions.CultureInvariant)]
    private static partial Regex DottedForm();

    private static (List<string> Tokens, List<(int Start, int End, bool Taken)> Places) Tokens(string text, FoldedText words, MessageSpans spans)
    {
        var (tokens, places) = (new List<string>(), new List<(int, int, bool)>());
        foreach (var (start, length, placeholder) in spans.AndWords(words))
        {
            tokens.Add(placeholder ?? text.Substring(start, length));
            places.Add((start, start + length, placeholder is not null));
        }

        return (tokens, places);
    }

    // A comma or a line ends a name, and so do two dots or a slash between blanks.
    private static bool Joins(string text, int from, int to) => text.AsSpan(from, to - from).IndexOfAny(Borders) < 0 && !text.AsSpan(from, to - from).Contains("..", StringComparison.Ordinal) && !text.AsSpan(from, to - from).Contains(" / ", StringComparison.Ordinal);

    // 進めてる|山陽パッケージ and ところで|Northwind: the end of a verb and a word that leads on are no part of a name; さくら|信用金庫 and みなと|損害保険 are.
    private static int JapaneseBeginning(SlotTagger tagger, string text, int start, int end)
    {
        var run = start;
        while (run < end && Scripts.Of(text[run]) == Script.Hiragana)
        {
            run++;
        }

        // とうろくおねがいします NORTHWIND
        if (text.LastIndexOf(' ', end - 1, end - start) is var blank && blank > start + 1 && Scripts.Of(text[blank - 1]) == Script.Hiragana && Scripts.Of(text[blank - 2]) == Script.Hiragana && blank + 1 < end)
        {
            return blank + 1;
        }

        if (run > start && run < end)
        {
            return Scripts.Of(text[run]) == Script.Spaced || (start > 0 && Scripts.Of(text[start - 1]) == Script.Han && text[start] is not ('み' or 'さ' or 'あ')) ? run : start;
        }

        var before = start;
        while (before > 0 && Scripts.Of(text[before - 1]) == Script.Hiragana)
        {
            before--;
        }

        var isName = start - before is >= 2 and <= 4 && Scripts.Of(text[start]) == Script.Han && (before == 0 || "「『（(、。 　:：".Contains(text[before - 1], StringComparison.Ordinal))
            && !"にではがのをともへたるい".Contains(text[start - 1], StringComparison.Ordinal) && !tagger.Vocabulary.Has(text[before..start]);
        return isName ? before : start;
    }

    [GeneratedRegex(@"の(?=申請|登録|案件|商談|状況|件|値段|証憑|証跡|契約)", RegexOptions.CultureInvariant)]
    private static partial Regex TalkBehind();

    // 一件登録, "9th"
    [GeneratedRegex(@"(?:登録|申請|案件|商談|状況|一件|件|締結|場所|予定)$|[\u4E00-\u9FFF][^、。]*(?:です|ます|した|して|っけ|かな|たい|れた|って|けど)$|^[0-9]{1,2}(?:st|nd|rd|th|er|º|ª|\.)?$", RegexOptions.CultureInvariant)]
    private static partial Regex NoName();
}
