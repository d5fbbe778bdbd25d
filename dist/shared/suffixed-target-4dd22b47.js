function suffixedTarget(target, tagSuffix) {
	const tags = target.tags.map((reference) => ({
		...reference,
		tag: `${reference.tag ?? ""}${tagSuffix}`
	}));
	return {
		...target,
		tags,
		tagSuffix
	};
}
export { suffixedTarget };
