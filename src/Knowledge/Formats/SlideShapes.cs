using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using A = DocumentFormat.OpenXml.Drawing;
using P = DocumentFormat.OpenXml.Presentation;

namespace CoSellBot.Knowledge.Formats;

/// <summary>A shape of a slide that may hold text.</summary>
/// <param name="Element">The shape or frame.</param>
/// <param name="IsTitle">Whether it is the slide's title.</param>
/// <param name="Top">Its distance from the top.</param>
/// <param name="Left">Its distance from the left.</param>
internal sealed record SlideShape(OpenXmlElement Element, bool IsTitle, double Top, double Left);

/// <summary>Finds the shapes of slides that are seen, in reading order.</summary>
/// <param name="width">The slide's width, in EMU as everything here.</param>
/// <param name="height">The slide's height.</param>
internal sealed class SlideShapes(double width, double height)
{
    // A tenth of an inch: boxes drawn side by side by hand are never quite level.
    private const double Level = 91_440;

    /// <summary>The shapes by position, top then left, those of groups among the others. Those without a position are where the file has them, first.</summary>
    public IReadOnlyList<SlideShape> Of(SlidePart slide)
    {
        var found = new List<SlideShape>();
        if (slide.Slide.CommonSlideData?.ShapeTree is { } tree)
        {
            Collect(tree, new Frame(0, 0, 1, 1), slide, found);
        }

        return [.. found.OrderBy(shape => Math.Round(shape.Top / Level)).ThenBy(shape => shape.Left)];
    }

    private void Collect(OpenXmlElement container, Frame frame, SlidePart slide, List<SlideShape> found)
    {
        foreach (var element in container.ChildElements)
        {
            switch (element)
            {
                case P.Shape shape when IsShown(shape.NonVisualShapeProperties?.NonVisualDrawingProperties):
                    var place = shape.NonVisualShapeProperties?.ApplicationNonVisualDrawingProperties?.PlaceholderShape;
                    if (!IsFurniture(place))
                    {
                        Add(shape, shape.ShapeProperties?.Transform2D ?? Inherited(place, slide), IsTitle(place));
                    }

                    break;
                case P.GraphicFrame graphic when IsShown(graphic.NonVisualGraphicFrameProperties?.NonVisualDrawingProperties):
                    Add(graphic, graphic.Transform, isTitle: false);
                    break;
                case P.GroupShape group when IsShown(group.NonVisualGroupShapeProperties?.NonVisualDrawingProperties):
                    Collect(group, frame.Into(group.GroupShapeProperties?.TransformGroup), slide, found);
                    break;
                case AlternateContent alternate:
                    Collect(OfficeText.Chosen(alternate), frame, slide, found);
                    break;
            }
        }

        void Add(OpenXmlElement element, OpenXmlElement? transform, bool isTitle)
        {
            var (left, top) = frame.Of(transform?.GetFirstChild<A.Offset>());
            var extents = transform?.GetFirstChild<A.Extents>();
            var (right, bottom) = (left + ((extents?.Cx?.Value ?? 0) * frame.Width), top + ((extents?.Cy?.Value ?? 0) * frame.Height));
            if (extents is null || (left < width && top < height && right > 0 && bottom > 0))
            {
                found.Add(new SlideShape(element, isTitle, top, left));
            }
        }
    }

    private static bool IsShown(P.NonVisualDrawingProperties? properties) => properties?.Hidden?.Value != true;

    private static bool IsTitle(P.PlaceholderShape? place) => place?.Type?.Value is P.PlaceholderValues.Title or P.PlaceholderValues.CenteredTitle;

    /// <summary>The date, footer and number that every slide repeats.</summary>
    private static bool IsFurniture(P.PlaceholderShape? place) =>
        place?.Type?.Value is P.PlaceholderValues.DateAndTime or P.PlaceholderValues.Footer or P.PlaceholderValues.SlideNumber or P.PlaceholderValues.Header;

    /// <summary>A placeholder that was not moved stands where the layout has it, or the layout's master.</summary>
    private static A.Transform2D? Inherited(P.PlaceholderShape? place, SlidePart slide) => place is null
        ? null
        : Find(slide.SlideLayoutPart?.SlideLayout?.CommonSlideData?.ShapeTree, place) ?? Find(slide.SlideLayoutPart?.SlideMasterPart?.SlideMaster?.CommonSlideData?.ShapeTree, place);

    private static A.Transform2D? Find(P.ShapeTree? tree, P.PlaceholderShape place)
    {
        var places = (tree?.Elements<P.Shape>() ?? [])
            .Select(shape => (Place: shape.NonVisualShapeProperties?.ApplicationNonVisualDrawingProperties?.PlaceholderShape, shape.ShapeProperties?.Transform2D))
            .Where(other => other.Place is not null && other.Transform2D is not null)
            .ToList();
        // A layout has its places by number, a master by kind.
        return (places.Find(other => place.Index is not null && other.Place!.Index?.Value == place.Index.Value) is { Transform2D: { } numbered }
            ? numbered
            : places.Find(other => Kind(other.Place!) == Kind(place)).Transform2D);
    }

    private static string Kind(P.PlaceholderShape place) => place.Type?.Value switch
    {
        P.PlaceholderValues.Title or P.PlaceholderValues.CenteredTitle => "title",
        null or P.PlaceholderValues.Object or P.PlaceholderValues.Body or P.PlaceholderValues.SubTitle => "body",
        var other => other.Value.ToString(),
    };

    /// <summary>How a group's own measures are shown on the slide.</summary>
    private readonly record struct Frame(double X, double Y, double Width, double Height)
    {
        public Frame Into(A.TransformGroup? group)
        {
            if (group?.Offset is null || group.ChildOffset is null)
            {
                return this;
            }

            var (left, top) = Of(group.Offset);
            var (wide, high) = (Ratio(group.Extents?.Cx, group.ChildExtents?.Cx) * Width, Ratio(group.Extents?.Cy, group.ChildExtents?.Cy) * Height);
            return new Frame(left - ((group.ChildOffset.X?.Value ?? 0) * wide), top - ((group.ChildOffset.Y?.Value ?? 0) * high), wide, high);
        }

        public (double Left, double Top) Of(A.Offset? offset) => (X + ((offset?.X?.Value ?? 0) * Width), Y + ((offset?.Y?.Value ?? 0) * Height));

        private static double Ratio(Int64Value? shown, Int64Value? own) => own?.Value is > 0 and var divisor ? (shown?.Value ?? divisor) / (double)divisor : 1;
    }
}
