declare module 'asl-validator' {
  /** Holds a definition against the schemas of the Amazon States Language and its own checks. */
  const validate: (
    definition: unknown,
    options: { readonly checkPaths: boolean; readonly checkArn: boolean },
  ) => { readonly isValid: boolean; readonly errorsText?: (separator?: string) => string };

  export { validate as default };
}
