namespace CoSellBot.Agents.Understanding;

/// <summary>
/// Where Japanese, which runs on without blanks, is cut for the readers of values: units after a number, words of time anywhere,
/// and numerals before a unit. Everything else stays one run.
/// </summary>
internal static class JapaneseCuts
{
    private const string Numerals = "一二三四五六七八九十百千";
    private const int LongestNumeral = 12;
    private const string Quarter = "四半期"; // its first sign is no four

    // Counters are here to be known as no money: 5万人, 50ユーザー.
    private static readonly Dictionary<char, string[]> AfterNumber = ByFirst(
        "円 元 万 億 兆 千 百 十万 百万 千万 十億 百億 千億 ユーロ ドル 米ドル ポンド フラン スイスフラン カナダドル 豪ドル 香港ドル シンガポールドル 人民元 日本円 レアル ルピー ウォン ペソ " +
        "年 年度 年間 月 日 日間 週 週間 週目 か月 ヶ月 カ月 ヵ月 ケ月 箇月 か月間 ヶ月間 カ月間 時 時間 分 分間 四半期 末 中 上旬 中旬 下旬 初旬 初め 初 頭 半ば 前半 後半 以内 内 後 間 前 頃 " +
        "人 名 社 件 台 本 個 枚 席 回 割 歳 階 号 店舗 拠点 パーセント ユーザー ユーザ ライセンス アカウント シート ページ ポイント");

    // Words of time, and words that only hold one of their signs: 日本 is no day.
    private static readonly Dictionary<char, string[]> Anywhere = ByFirst(
        "今日 本日 明日 明後日 明々後日 昨日 一昨日 あした あさって きょう 今週 来週 再来週 先週 今月 来月 再来月 先月 今年 来年 再来年 昨年 去年 本年 年度 今年度 来年度 本年度 昨年度 " +
        "四半期 今四半期 来四半期 当四半期 次四半期 前四半期 上期 下期 上半期 下半期 月末 今月末 月初 週末 今週末 週明け 年末 年内 年度末 年度内 今年度末 本年度末 期末 半年 次の 第 約 " +
        "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 月曜 火曜 水曜 木曜 金曜 土曜 日曜 日本 日程 日立 毎月 毎週 毎年 毎日 中国 円滑 円満 千葉 十分");

    /// <summary>How many characters to cut off at <paramref name="i"/>; 0 for none. Numeral: they are a number.</summary>
    public static (int Length, bool IsNumeral) At(string text, int i, bool afterValue)
    {
        if (Scripts.Of(text[i]) == Script.Spaced)
            return default;
        if (afterValue && Longest(AfterNumber, text, i) is > 0 and var unit)
            return (unit, false);
        if (Longest(Anywhere, text, i) is > 0 and var word)
            return (word, false);
        var end = i;
        while (end < text.Length && end - i <= LongestNumeral && Numerals.Contains(text[end], StringComparison.Ordinal) && !text.AsSpan(end).StartsWith(Quarter, StringComparison.Ordinal))
            end++;
        var numeral = end > i && end - i <= LongestNumeral && end < text.Length && Longest(AfterNumber, text, end) > 0;
        return numeral ? (end - i, true) : default;
    }

    /// <summary>The number a run of numerals says: 三百五十 is 350.</summary>
    public static int Value(ReadOnlySpan<char> numerals)
    {
        var (sum, digit) = (0, 0);
        foreach (var c in numerals)
        {
            var value = Numerals.IndexOf(c, StringComparison.Ordinal) + 1;
            if (value < 10)
            {
                digit = (digit * 10 + value) % 10_000;
                continue;
            }
            sum += Math.Max(1, digit) * value switch { 10 => 10, 11 => 100, _ => 1_000 };
            digit = 0;
        }
        return sum + digit;
    }

    private static int Longest(Dictionary<char, string[]> words, string text, int i)
    {
        if (!words.TryGetValue(text[i], out var candidates))
            return 0;
        foreach (var word in candidates)
        {
            if (text.AsSpan(i).StartsWith(word, StringComparison.Ordinal))
                return word.Length;
        }
        return 0;
    }

    private static Dictionary<char, string[]> ByFirst(string words) =>
        words.Split(' ').GroupBy(word => word[0]).ToDictionary(group => group.Key, group => group.OrderByDescending(word => word.Length).ToArray());
}
