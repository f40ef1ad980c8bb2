using System.Globalization;
using System.Text;

namespace CoSellBot.Knowledge.Formats;

/// <summary>Shows a number as a sheet's number format does, as far as dates, per cent, decimals, thousands, currencies and other words around it go. Fractions are shown as decimals.</summary>
internal sealed class NumberFormat
{
    // What Excel allows; a longer one was not written by it.
    private const int LongestCode = 255;
    private const int DaysFrom1900To1904 = 1_462;
    private readonly List<Section> _sections;

    private NumberFormat(List<Section> sections) => _sections = sections;

    /// <summary>The number as it is.</summary>
    public static NumberFormat General { get; } = Parse("General");

    /// <summary>Reads a format code. Positive, negative and zero are told apart; a code with conditions of its own shows the number as it is.</summary>
    public static NumberFormat Parse(string code)
    {
        if (code.Length is 0 or > LongestCode)
        {
            return General;
        }

        var sections = new List<Section> { new() };
        for (var i = 0; i < code.Length; i++)
        {
            if (code[i] == ';')
            {
                sections.Add(new Section());
                continue;
            }

            i = sections[^1].Take(code, i);
        }

        return sections.Exists(section => section.HasCondition) ? General : new NumberFormat(sections);
    }

    /// <summary>Shows a number. A date is <c>yyyy-MM-dd</c>, decimals have a point, thousands a comma.</summary>
    /// <param name="value">The number; a date counts days.</param>
    /// <param name="from1904">Whether the workbook counts its days from 1904.</param>
    public string Show(double value, bool from1904)
    {
        var section = _sections[value switch
        {
            < 0 when _sections.Count > 1 => 1,
            0 when _sections.Count > 2 => 2,
            _ => 0,
        }];
        // A section of its own says how a negative number is told: by a minus, by brackets, or not at all.
        var sign = value < 0 && _sections.Count == 1 ? "-" : "";
        return section.IsDate
            ? Date(value, section, from1904) ?? Plain(value)
            : section.Show(Math.Abs(value), sign);
    }

    private static string? Date(double value, Section section, bool from1904)
    {
        if (section.IsElapsed)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(value * 24 + 1e-9):0}:{Math.Round(value * 24 * 60) % 60:00}");
        }

        // The first sheets held 1900 for a leap year, and all have since: https://learn.microsoft.com/office/troubleshoot/excel/wrongly-assumes-1900-is-leap-year
        var days = value + (from1904 ? DaysFrom1900To1904 : value is >= 1 and < 60 ? 1 : 0);
        return days is >= 0 and < 2_958_466
            ? DateTime.FromOADate(days).ToString(section.DatePattern, CultureInfo.InvariantCulture)
            : null;
    }

    private static string Plain(double value) => value.ToString(Math.Abs(value) is 0 or (>= 1e-9 and < 1e15) ? "0.###############" : "G15", CultureInfo.InvariantCulture);

    private sealed class Section
    {
        private readonly StringBuilder _before = new();
        private readonly StringBuilder _after = new();
        private readonly StringBuilder _digits = new();
        private bool _isGeneral;
        private int _percent;

        private bool _isMixed;
        private bool _hasMonth;
        private bool _hasYearOrDay;
        private bool _hasHour;
        private bool _hasSecond;

        public bool HasCondition { get; private set; }

        public bool IsElapsed { get; private set; }

        public bool IsDate => _hasYearOrDay || _hasMonth || HasTime || IsElapsed;

        /// <summary>How .NET writes the date, the time or both. An m stands for minutes beside hours or seconds.</summary>
        public string DatePattern => ((_hasYearOrDay || !HasTime ? "yyyy-MM-dd" : "") + (HasTime ? _hasSecond ? " HH:mm:ss" : " HH:mm" : "")).Trim();

        private bool HasTime => _hasHour || _hasSecond;

        /// <summary>Takes in what stands at a place of the code and says where that ends.</summary>
        public int Take(string code, int at)
        {
            switch (code[at])
            {
                case '"':
                    var quote = code.IndexOf('"', at + 1) is >= 0 and var found ? found : code.Length;
                    Literal(code[(at + 1)..quote]);
                    return quote;
                case '[':
                    var bracket = code.IndexOf(']', at) is >= 0 and var end ? end : code.Length;
                    Bracket(code[(at + 1)..bracket]);
                    return bracket;
                case '\\' when at + 1 < code.Length:
                    Literal(code[at + 1].ToString());
                    return at + 1;
                case '_' or '*':
                    Literal(" ");
                    return at + 1;
                case 'G' or 'g' when code.AsSpan(at).StartsWith("General", StringComparison.OrdinalIgnoreCase):
                    _isGeneral = true;
                    return at + 6;
                case 'A' or 'a' when IsDate && (code.AsSpan(at).StartsWith("AM/PM", StringComparison.OrdinalIgnoreCase) || code.AsSpan(at).StartsWith("A/P", StringComparison.OrdinalIgnoreCase)):
                    return code.IndexOfAny(['P', 'p'], at) + (code.AsSpan(at).StartsWith("AM", StringComparison.OrdinalIgnoreCase) ? 1 : 0);
                case '0' or '#' or '?' or '.' or ',':
                    // Digits in groups of their own, as of a telephone number or a fraction.
                    _isMixed |= _after.Length > 0;
                    _digits.Append(code[at]);
                    return at;
                case 'E' or 'e' when _digits.Length > 0 && at + 1 < code.Length && code[at + 1] is '+' or '-':
                    _digits.Append("E+");
                    return at + 1;
                case 'y' or 'Y' or 'd' or 'D' or 'm' or 'M' or 'e' or 'h' or 'H' or 's' or 'S':
                    Letter(char.ToLowerInvariant(code[at]));
                    return at;
                case '%':
                    _percent++;
                    Literal("%");
                    return at;
                default:
                    Literal(code[at].ToString());
                    return at;
            }
        }

        public string Show(double value, string sign)
        {
            var digits = _digits.ToString();
            if (digits.Length == 0 && !_isGeneral)
            {
                return $"{_before}{_after}".Contains('@', StringComparison.Ordinal) ? Plain(value) : $"{_before}{_after}".Trim();
            }

            if (_isMixed)
            {
                return sign + Plain(value);
            }

            var number = _isGeneral ? Plain(value) : Scaled(value * Math.Pow(100, _percent), digits);
            // What rounds to nothing has no sign.
            return (number.AsSpan().ContainsAnyInRange('1', '9') ? sign : "") + $"{_before}{number}{_after}".Trim();
        }

        private static string Scaled(double value, string digits)
        {
            if (digits.Contains('E', StringComparison.Ordinal))
            {
                return value.ToString(digits.Replace("?", "#", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
            }

            var point = digits.IndexOf('.', StringComparison.Ordinal);
            var whole = point < 0 ? digits : digits[..point];
            var decimals = point < 0 ? "" : digits[(point + 1)..];
            // Commas between digits part thousands; those behind the last digit leave thousands out.
            var thousands = (point < 0 ? whole : decimals).Reverse().TakeWhile(sign => sign == ',').Count();
            var grouped = whole.TrimEnd(',').Contains(',', StringComparison.Ordinal);
            whole = string.Concat(whole.Where(sign => sign == '0'));
            decimals = string.Concat(decimals.Where(sign => sign is '0' or '#' or '?')).Replace('?', '#');
            var pattern = (grouped ? "#,##" : "#") + (whole.Length > 0 ? whole : grouped ? "#" : "") + (decimals.Length > 0 ? "." + decimals : "");
            // .NET rounds the digits behind the fifteenth, as sheets do.
            return ((decimal)Math.Clamp(value / Math.Pow(1000, thousands), -7e27, 7e27)).ToString(pattern, CultureInfo.InvariantCulture);
        }

        private void Literal(string text) => (_digits.Length > 0 || _isGeneral ? _after : _before).Append(text);

        /// <summary>A currency with its language, a time that goes on counting, or a colour or condition, which do not show.</summary>
        private void Bracket(string text)
        {
            if (text.StartsWith('$'))
            {
                Literal(text[1..].Split('-')[0]);
            }

            HasCondition |= text.StartsWith('<') || text.StartsWith('>') || text.StartsWith('=');
            IsElapsed |= text.Length > 0 && text.All(letter => letter is 'h' or 'H' or 'm' or 'M' or 's' or 'S');
        }

        private void Letter(char letter)
        {
            _hasYearOrDay |= letter is 'y' or 'd' or 'e';
            _hasMonth |= letter == 'm';
            _hasHour |= letter == 'h';
            _hasSecond |= letter == 's';
        }
    }
}
