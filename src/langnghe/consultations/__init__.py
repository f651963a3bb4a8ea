"""Before a policy is issued and after it: comments on drafts, supervision by the Front, surveys."""
