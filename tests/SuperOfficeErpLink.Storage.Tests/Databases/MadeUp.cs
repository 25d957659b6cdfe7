using System.Collections;
using System.Reflection;

namespace SuperOfficeErpLink.Storage.Tests.Databases;

/// <summary>Values of any type, by its constructor with the most parameters, and of what a family of records has one of its members.</summary>
/// <param name="known">What is not made up, by its type.</param>
internal sealed class MadeUp(Random random, IReadOnlyDictionary<Type, object> known)
{
    private const int Deepest = 12;
    private static readonly string[] Texts = ["a", "a|b", "1", "navn", "{}"];

    public object? Of(Type type) => Of(type, 0);

    public object?[] For(MethodBase method) => [.. method.GetParameters().Select(Of)];

    private object? Of(ParameterInfo parameter) =>
        !parameter.ParameterType.IsValueType && new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable && random.Next(2) == 0 ? null : Of(parameter.ParameterType);

    private object? Of(Type type, int depth)
    {
        if (known.TryGetValue(type, out var given))
        {
            return given;
        }

        if (depth > Deepest)
        {
            throw new InvalidOperationException($"{type} has itself within it.");
        }

        return Nullable.GetUnderlyingType(type) is { } inner ? (random.Next(2) == 0 ? null : Of(inner, depth)) : Plain(type) ?? Made(type, depth + 1);
    }

    private object? Plain(Type type) => type switch
    {
        { IsEnum: true } => Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length)),
        _ when type == typeof(string) => Texts[random.Next(Texts.Length)],
        _ when type == typeof(bool) => random.Next(2) == 1,
        _ when type == typeof(Guid) => new Guid(random.Next(1, 3), 0, 0, new byte[8]),
        _ when type == typeof(DateTimeOffset) => new DateTimeOffset(2026, 1, random.Next(1, 31), 0, 0, 0, TimeSpan.Zero),
        _ when type == typeof(DateOnly) => new DateOnly(2026, 1, random.Next(1, 31)),
        _ when type == typeof(TimeSpan) => TimeSpan.FromSeconds(random.Next(1, 100)),
        _ when type.IsPrimitive || type == typeof(decimal) => Convert.ChangeType(random.Next(1, 4), type, System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };

    private object? Made(Type type, int depth)
    {
        if (type.IsArray)
        {
            return List(type.GetElementType()!, depth);
        }

        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
        {
            return Collection(type, type.GetGenericArguments(), depth);
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            throw new InvalidOperationException($"{type} must be given.");
        }

        var kinds = type.IsAbstract ? type.Assembly.GetTypes().Union(typeof(ErpLinkDbContext).Assembly.GetTypes()).Where(kind => !kind.IsAbstract && type.IsAssignableFrom(kind)).ToList() : [type];
        var made = kinds.Count > 0 ? kinds[random.Next(kinds.Count)] : throw new InvalidOperationException($"{type} has no kinds.");
        return made.GetConstructors().MaxBy(one => one.GetParameters().Length) is { } constructor
            ? constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, [.. constructor.GetParameters().Select(parameter => Of(parameter.ParameterType, depth))], null)
            : Activator.CreateInstance(made, nonPublic: true);
    }

    private object Collection(Type type, Type[] parts, int depth)
    {
        if (parts.Length == 2)
        {
            var entries = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(parts))!;
            entries[Of(parts[0], depth)!] = Of(parts[1], depth);
            return entries;
        }

        var list = List(parts[0], depth);
        return type.IsInstanceOfType(list) ? list
            : Activator.CreateInstance(type.IsInterface ? typeof(HashSet<>).MakeGenericType(parts) : type, list)!;
    }

    private Array List(Type element, int depth)
    {
        var list = Array.CreateInstance(element, random.Next(3));
        for (var index = 0; index < list.Length; index++)
        {
            list.SetValue(Of(element, depth), index);
        }

        return list;
    }
}
